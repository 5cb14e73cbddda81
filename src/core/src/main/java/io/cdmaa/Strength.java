package io.cdmaa;

import io.cdmaa.attack.BudgetShape;

/** Presets of budget, step size and number of steps; a larger budget is more visible. */
public enum Strength {
  /** Hardly visible; breaks fewer fakes. Epsilon 0.02, 50 steps of 0.004. */
  LOW(0.02, 0.004, 0.02, 0.004, 50),
  /**
   * The usual settings in the literature: epsilon 0.05, 50 steps of 0.01. With a perceptual budget
   * 0.0316, which is a PSNR of about 36 dB.
   */
  MEDIUM(0.05, 0.01, 0.0316, 0.0063, 50),
  /** Visible on smooth skin; breaks most fakes. Epsilon 0.08 (0.05), 80 steps of 0.016 (0.01). */
  HIGH(0.08, 0.016, 0.05, 0.01, 80);

  private final double epsilon;
  private final double step;
  private final double perceptualEpsilon;
  private final double perceptualStep;
  private final int iterations;

  Strength(
      double epsilon,
      double step,
      double perceptualEpsilon,
      double perceptualStep,
      int iterations) {
    this.epsilon = epsilon;
    this.step = step;
    this.perceptualEpsilon = perceptualEpsilon;
    this.perceptualStep = perceptualStep;
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
    return step;
  }

  /** Returns the step size on [-1, 1] for a form of budget. */
  public double stepSize(BudgetShape.Form form) {
    return switch (form) {
      case UNIFORM -> step;
      case PERCEPTUAL -> perceptualStep;
    };
  }

  /** Returns the number of steps. */
  public int iterations() {
    return iterations;
  }
}
