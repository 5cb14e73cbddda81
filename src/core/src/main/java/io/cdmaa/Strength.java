package io.cdmaa;

import io.cdmaa.attack.BudgetShape;
import io.cdmaa.attack.Schedule;

/**
 * Presets of budget, step size and number of steps; a larger budget is more visible. With a
 * perceptual budget they are points of the measured curve of L against SSIM (benchmarks/README.md),
 * and what is said of them is what is seen there.
 */
public enum Strength {
  /**
   * Hardly seen beside the original, even enlarged; breaks fewer fakes. Epsilon 0.02 with any
   * budget, 50 steps of 0.004.
   */
  LOW(0.02, 0.004, 0.02, 0.004, 50),
  /**
   * The usual settings in the literature, a fine texture over the whole picture: epsilon 0.05, 50
   * steps of 0.01. With a perceptual budget, 0.029 and steps of 0.0058: the fakes change four
   * fifths as much, and a faint pattern on plain areas is seen when enlarged.
   */
  MEDIUM(0.05, 0.01, 0.029, 0.0058, 50),
  /**
   * Seen without enlarging, on skin first; breaks most fakes. Epsilon 0.08, 80 steps of 0.016; with
   * a perceptual budget 0.036 and steps of 0.0072.
   */
  HIGH(0.08, 0.016, 0.036, 0.0072, 80);

  /** Longest step of a short search, as a multiple of the preset's. */
  private static final double LONGEST = 3;

  private final double epsilon;
  private final double stepSize;
  private final double perceptualEpsilon;
  private final double perceptualStepSize;
  private final int iterations;

  Strength(
      double epsilon,
      double stepSize,
      double perceptualEpsilon,
      double perceptualStepSize,
      int iterations) {
    this.epsilon = epsilon;
    this.stepSize = stepSize;
    this.perceptualEpsilon = perceptualEpsilon;
    this.perceptualStepSize = perceptualStepSize;
    this.iterations = iterations;
  }

  /** Returns the largest change of any value on [-1, 1], for a uniform budget. */
  public double epsilon() {
    return epsilon;
  }

  /** Returns epsilon on [-1, 1] for a form of budget. */
  public double epsilon(BudgetShape.Form form) {
    return switch (form) {
      case UNIFORM -> epsilon;
      case PERCEPTUAL -> perceptualEpsilon;
    };
  }

  /** Returns the step size on [-1, 1], for a uniform budget. */
  public double stepSize() {
    return stepSize;
  }

  /** Returns the step size on [-1, 1] for a form of budget. */
  public double stepSize(BudgetShape.Form form) {
    return switch (form) {
      case UNIFORM -> stepSize;
      case PERCEPTUAL -> perceptualStepSize;
    };
  }

  /**
   * Returns the step size for a number of steps. With fewer than the preset's, a search whose
   * {@linkplain Schedule schedule} is not constant takes longer ones, up to three times as long,
   * since the preset's would end before they have crossed the budget; see benchmarks/README.md.
   *
   * @param form of the budget
   * @param schedule of the search
   * @param number of steps, 0 or more
   */
  public double stepSize(BudgetShape.Form form, Schedule schedule, int number) {
    double longer =
        schedule == Schedule.CONSTANT
            ? 1
            : Math.max(1, Math.min(LONGEST, (double) iterations / Math.max(1, number)));
    return longer * stepSize(form);
  }

  /** Returns the number of steps. */
  public int iterations() {
    return iterations;
  }
}
