package io.cdmaa.attack;

import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.tensor.FloatTensor;
import java.util.stream.IntStream;

/**
 * A step of steepest ascent that keeps its promise to guarded losses although it has a given length
 * and ends in the budget: it maximises s . p over the steps p that length and budget permit from an
 * iterate, subject to g_j . p &ge; t_j for each guarded loss j.
 *
 * <p>For fixed multipliers the maximiser is the projected step along s + sum_j lambda_j g_j. So the
 * dual has one variable per guarded loss, in which g_j . p does not fall: they are found in turn by
 * bisection. All of this is exact where length and budget bound each value by itself, and nearly so
 * where they bound a norm.
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

  private final StepGains gains;
  private final GradientArithmetic arithmetic;

  /**
   * @param gains of the steps in the budget
   * @param arithmetic of the run
   */
  GuardedStep(StepGains gains, GradientArithmetic arithmetic) {
    this.gains = gains;
    this.arithmetic = arithmetic;
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
    int[] guarded =
        IntStream.range(0, least.length)
            .filter(j -> least[j] != Double.NEGATIVE_INFINITY)
            .toArray();
    if (guarded.length == 0) {
      return multipliers;
    }
    gains.begin(direction, x, length, gradients, guarded);
    double norm = gains.size();
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      boolean moved = false;
      for (int j : guarded) {
        double size = gains.select(j);
        if (size > 0) {
          gains.add(-multipliers[j]);
          double found = multiplier(least[j], norm > 0 ? norm / size : 1);
          moved |= found != multipliers[j];
          multipliers[j] = found;
          gains.add(found);
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

  /** Returns the least multiplier of the selected gradient that reaches its gain. */
  private double multiplier(double least, double unit) {
    if (gains.gain(0) >= least) {
      return 0;
    }
    double wanted = Math.min(least, MOST * gains.alone());
    double low = 0;
    double high = unit;
    for (int i = 0; i < DOUBLINGS && gains.gain(high) < wanted; i++) {
      low = high;
      high *= 2;
    }
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (gains.gain(middle) >= wanted) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }
}
