package io.cdmaa.attack;

import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.tensor.FloatTensor;

/**
 * A step of steepest ascent that keeps its promise to guarded losses although it is a sign and ends
 * at the budget: it maximises s . p over the steps p that an L-infinity budget permits from an
 * iterate, subject to g_j . p &ge; t_j for each guarded loss j.
 *
 * <p>For fixed multipliers the maximiser is the sign step along s + sum_j lambda_j g_j, projected,
 * since both the length of a step and the budget bound each value by itself. So the dual has one
 * variable per guarded loss, in which g_j . p never falls: they are found in turn by bisection. Of
 * a large photo only every n-th value is looked at, which estimates a sum over more than {@value
 * #VALUES} values well and bounds the time.
 *
 * <p>A loss that is convex along the step ends at its predicted value or above. Not thread-safe.
 */
final class GuardedStep {
  /** Rounds over all guarded losses, as the multiplier of one moves the others. */
  private static final int SWEEPS = 3;

  /** Doublings until a multiplier is large enough, and halvings of the interval after them. */
  private static final int DOUBLINGS = 12;

  private static final int HALVINGS = 8;

  /**
   * A loss far below its target takes at most this share of the gain that it could have alone, so
   * that the others are not given up for it.
   */
  private static final double MOST = 0.7;

  /** The number of values that are looked at. */
  private static final int VALUES = 1 << 17;

  private final Ball ball;
  private final GradientArithmetic arithmetic;
  private final int stride;
  private final FloatTensor end;
  private final float[] rise;
  private final float[] fall;
  private final double[] combined;
  private final float[] own;

  /**
   * @param ball an L-infinity budget
   * @param arithmetic of the run
   * @param shape of the photo
   */
  GuardedStep(Ball ball, GradientArithmetic arithmetic, long[] shape) {
    this.ball = ball;
    this.arithmetic = arithmetic;
    end = FloatTensor.zeros(shape);
    // Odd, so that it does not run along the columns of a photo with an even width.
    stride = (end.size() - 1) / VALUES / 2 * 2 + 1;
    int values = (end.size() + stride - 1) / stride;
    rise = new float[values];
    fall = new float[values];
    combined = new double[values];
    own = new float[values];
  }

  /**
   * Adds multiples of the guarded gradients to a direction, so that the projected step along it has
   * at least the given first-order gains, as far as there is such a step.
   *
   * @param direction s, changed in place
   * @param x the iterate
   * @param length of the step
   * @param gradients J x D
   * @param least t_j for each row; negative infinity where nothing is guarded
   * @return lambda_j for each row, at least 0
   */
  double[] guard(
      FloatTensor direction,
      FloatTensor x,
      double length,
      GradientMatrix gradients,
      double[] least) {
    double[] multipliers = new double[least.length];
    changes(x, length, rise);
    changes(x, -length, fall);
    double norm = 0;
    for (int i = 0; i < combined.length; i++) {
      combined[i] = direction.get(i * stride);
      norm += Math.abs(combined[i]);
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      boolean moved = false;
      for (int j = 0; j < least.length; j++) {
        double size = least[j] == Double.NEGATIVE_INFINITY ? 0 : load(gradients.row(j));
        if (size > 0) {
          add(-multipliers[j]);
          double found = multiplier(least[j] / stride, norm > 0 ? norm / size : 1);
          moved |= found != multipliers[j];
          multipliers[j] = found;
          add(found);
        }
      }
      if (!moved) {
        break;
      }
    }
    for (int j = 0; j < multipliers.length; j++) {
      if (multipliers[j] != 0) {
        arithmetic.add(direction, multipliers[j], gradients.row(j));
      }
    }
    return multipliers;
  }

  /** Sets target to what the budget leaves of the same change of all values. */
  private void changes(FloatTensor x, double change, float[] target) {
    for (int d = 0; d < x.size(); d++) {
      end.set(d, (float) (x.get(d) + change));
    }
    ball.project(end);
    for (int i = 0; i < target.length; i++) {
      target[i] = end.get(i * stride) - x.get(i * stride);
    }
  }

  /** Makes a gradient the one that is looked at; returns the sum of its absolute values. */
  private double load(FloatTensor gradient) {
    double sum = 0;
    for (int i = 0; i < own.length; i++) {
      own[i] = gradient.get(i * stride);
      sum += Math.abs(own[i]);
    }
    return sum;
  }

  private void add(double multiplier) {
    for (int i = 0; multiplier != 0 && i < own.length; i++) {
      combined[i] += multiplier * own[i];
    }
  }

  /** Returns the least multiplier of the loaded gradient that reaches its gain. */
  private double multiplier(double least, double unit) {
    if (gain(0) >= least) {
      return 0;
    }
    double wanted = Math.min(least, MOST * alone());
    double low = 0;
    double high = unit;
    for (int i = 0; i < DOUBLINGS && gain(high) < wanted; i++) {
      low = high;
      high *= 2;
    }
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (gain(middle) >= wanted) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  /** Returns the largest gain of the loaded gradient, over the values that are looked at. */
  private double alone() {
    double sum = 0;
    for (int i = 0; i < own.length; i++) {
      sum += (double) own[i] * (own[i] > 0 ? rise[i] : fall[i]);
    }
    return sum;
  }

  /** Returns its gain in the step along the sum with a multiple of it. */
  private double gain(double multiplier) {
    double sum = 0;
    for (int i = 0; i < own.length; i++) {
      double along = combined[i] + multiplier * own[i];
      if (along != 0) {
        sum += (double) own[i] * (along > 0 ? rise[i] : fall[i]);
      }
    }
    return sum;
  }
}
