package io.cdmaa.attack;

import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.tensor.FloatTensor;
import java.util.function.ToDoubleFunction;

/**
 * The two sides of a photo on which a loss can be climbed.
 *
 * <p>A loss is the mean square of the change of fakes, so close to the photo it is the same for a
 * change and for its opposite, and the noise of the start decides which of the two a search makes
 * larger. Far from the photo they differ: of the maxima on both sides one can be four times as high
 * (benchmarks/README.md). So after a few steps, when a loss's gradient has the direction in which
 * it grows most, the loss is compared at the two photos where a step along and against the gradient
 * meets the budget, and at the opposite of the iterate. A search begins again at the photo, along
 * the sum of the gradients of which each points to its higher side, if one does not yet. Generators
 * can differ in their sides, as what changes their fakes has little in common.
 *
 * @param photo the photo
 * @param ball the budget around it
 * @param length a step of this length meets the budget
 * @param arithmetic of the run
 */
record Sides(FloatTensor photo, Ball ball, double length, GradientArithmetic arithmetic) {
  /** How often a comparison evaluates the loss. */
  static final int EVALUATIONS = 3;

  /** Steps until the sides are compared. */
  private static final int STEPS = 3;

  /** The share of all steps that may be given up, as a divisor. */
  private static final int PART = 5;

  /** The fewest steps after which a gradient tells. */
  private static final int LEAST = 2;

  /** How much higher the other side has to be, to be worth the steps so far. */
  private static final double CLEARLY = 1.1;

  /** Returns whether the sides are compared before a step, counted from 0. */
  static boolean comparedAt(int step, int steps) {
    int after = Math.min(STEPS, steps / PART);
    return step == after && after >= LEAST;
  }

  /**
   * Returns whether a loss is clearly lower on the side of an iterate, where it and the gradient
   * step lead, than on the other, where the opposite of its change and of the step lead.
   *
   * @param x the iterate
   * @param atX the loss there
   * @param gradient of the loss there
   * @param loss evaluates the loss
   */
  boolean isLower(
      FloatTensor x, double atX, FloatTensor gradient, ToDoubleFunction<FloatTensor> loss) {
    FloatTensor step = gradient.copy();
    ball.steepest(step);
    FloatTensor change = x.copy();
    arithmetic.add(change, -1, photo);
    double here = Math.max(atX, loss.applyAsDouble(along(step, length)));
    double there =
        Math.max(loss.applyAsDouble(along(change, -1)), loss.applyAsDouble(along(step, -length)));
    return CLEARLY * here < there;
  }

  private FloatTensor along(FloatTensor step, double distance) {
    FloatTensor end = photo.copy();
    arithmetic.add(end, distance, step);
    ball.project(end);
    return end;
  }
}
