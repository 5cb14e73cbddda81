package io.cdmaa.attack;

import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.tensor.FloatTensor;

/**
 * First-order gains g_j . p of the projected steps p along s + sum_i lambda_i g_i, of which one
 * gradient at a time is varied. Not thread-safe.
 */
interface StepGains {
  /**
   * Returns whether a budget has them: not one that bounds single values and couples them, as that
   * of coarse chroma does.
   */
  static boolean exist(Budget budget) {
    return !(budget instanceof Budget.Limited limited) || limited.limits().bound().isPresent();
  }

  /**
   * Returns the gains in a budget that has them, see {@link #exist}.
   *
   * @param shape of the photo
   */
  static StepGains in(Ball ball, long[] shape) {
    return ball.bound()
        .<StepGains>map(bound -> new NormStepGains(ball, bound, shape))
        .orElseGet(() -> new SignStepGains(ball, shape));
  }

  /**
   * Begins with no multiple of any gradient.
   *
   * @param direction s
   * @param x the iterate
   * @param length of the step
   * @param gradients J x D
   * @param guarded the rows that may be selected
   */
  void begin(
      FloatTensor direction, FloatTensor x, double length, GradientMatrix gradients, int[] guarded);

  /** Returns the size of the sum so far. */
  double size();

  /** Makes a guarded gradient g_j the one that is looked at; returns its size. */
  double select(int row);

  /** Adds a multiple of the selected gradient to the sum. */
  void add(double multiplier);

  /**
   * Returns the selected gradient's gain in the step along itself: the largest where each value is
   * bounded by itself.
   */
  double alone();

  /** Returns its gain in the step along the sum with a multiple of it. */
  double gain(double multiplier);
}
