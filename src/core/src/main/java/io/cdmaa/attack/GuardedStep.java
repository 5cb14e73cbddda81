package io.cdmaa.attack;

import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.tensor.FloatTensor;

/**
 * A step of steepest ascent that keeps its promise to guarded losses although it is a sign and ends
 * at the budget: it maximises s . p over the steps p that the budget permits from an iterate,
 * subject to g_j . p &ge; t_j for each guarded loss j.
 *
 * <p>For fixed multipliers the maximiser is the budget's own steepest step along s + sum_j lambda_j
 * g_j, projected, since both the length of a step and an L-infinity budget bound each value by
 * itself. So the dual has one variable per guarded loss, in which g_j . p never falls: they are
 * found in turn by bisection. For the other budgets the projected step is nearly the maximiser.
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

  private final Ball ball;
  private final GradientArithmetic arithmetic;
  private final FloatTensor base;
  private final FloatTensor step;

  /**
   * @param ball the budget
   * @param arithmetic of the run
   * @param shape of the photo
   */
  GuardedStep(Ball ball, GradientArithmetic arithmetic, long[] shape) {
    this.ball = ball;
    this.arithmetic = arithmetic;
    base = FloatTensor.zeros(shape);
    step = FloatTensor.zeros(shape);
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
    double norm = arithmetic.norm1(direction);
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      boolean moved = false;
      for (int j = 0; j < least.length; j++) {
        double own = least[j] == Double.NEGATIVE_INFINITY ? 0 : arithmetic.norm1(gradients.row(j));
        if (own > 0) {
          double unit = norm > 0 ? norm / own : 1;
          base.copyFrom(direction);
          arithmetic.add(base, -multipliers[j], gradients.row(j));
          double found = multiplier(j, x, length, gradients, least[j], unit);
          moved |= found != multipliers[j];
          arithmetic.add(direction, found - multipliers[j], gradients.row(j));
          multipliers[j] = found;
        }
      }
      if (!moved) {
        break;
      }
    }
    return multipliers;
  }

  /** Returns the least multiplier of row j, beside {@link #base}, that reaches its gain. */
  private double multiplier(
      int j, FloatTensor x, double length, GradientMatrix gradients, double least, double unit) {
    if (gain(j, 0, x, length, gradients) >= least) {
      return 0;
    }
    double wanted = Math.min(least, MOST * alone(j, x, length, gradients));
    double low = 0;
    double high = unit;
    for (int i = 0; i < DOUBLINGS && gain(j, high, x, length, gradients) < wanted; i++) {
      low = high;
      high *= 2;
    }
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (gain(j, middle, x, length, gradients) >= wanted) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  /** Returns the largest first-order gain of row j. */
  private double alone(int j, FloatTensor x, double length, GradientMatrix gradients) {
    arithmetic.scale(step, 0);
    arithmetic.add(step, 1, gradients.row(j));
    return projected(j, x, length, gradients);
  }

  private double gain(
      int j, double multiplier, FloatTensor x, double length, GradientMatrix gradients) {
    step.copyFrom(base);
    arithmetic.add(step, multiplier, gradients.row(j));
    return projected(j, x, length, gradients);
  }

  /** Returns g_j . p for the projected step p along {@link #step}, which is overwritten. */
  private double projected(int j, FloatTensor x, double length, GradientMatrix gradients) {
    ball.steepest(step);
    arithmetic.scale(step, length);
    arithmetic.add(step, 1, x);
    ball.project(step);
    arithmetic.add(step, -1, x);
    return arithmetic.products(gradients, step)[j];
  }
}
