package io.cdmaa;

import io.cdmaa.attack.BudgetShape;

/** Presets of budget, step size and number of steps; a larger budget is more visible. */
public enum Strength {
  /** Hardly visible; breaks fewer fakes. Epsilon 0.02, 50 steps of 0.004. */
  LOW(new Size(0.02, 0.004), new Size(0.02, 0.004), 50),
  /**
   * The usual settings in the literature: epsilon 0.05, 50 steps of 0.01. With a perceptual budget
   * 0.0316, which is a PSNR of about 36 dB.
   */
  MEDIUM(new Size(0.05, 0.01), new Size(0.0316, 0.0063), 50),
  /** Visible on smooth skin; breaks most fakes. Epsilon 0.08 (0.05), 80 steps of 0.016 (0.01). */
  HIGH(new Size(0.08, 0.016), new Size(0.05, 0.01), 80);

  private record Size(double epsilon, double step) {}

  private final Size uniform;
  private final Size perceptual;
  private final int iterations;

  Strength(Size uniform, Size perceptual, int iterations) {
    this.uniform = uniform;
    this.perceptual = perceptual;
    this.iterations = iterations;
  }

  private Size size(BudgetShape.Form form) {
    return switch (form) {
      case UNIFORM -> uniform;
      case PERCEPTUAL -> perceptual;
    };
  }

  /** Returns the largest change of any value on [-1, 1], for a uniform budget. */
  public double epsilon() {
    return uniform.epsilon();
  }

  /** Returns epsilon on [-1, 1] for a form of budget. */
  public double epsilon(BudgetShape.Form form) {
    return size(form).epsilon();
  }

  /** Returns the step size on [-1, 1], for a uniform budget. */
  public double stepSize() {
    return uniform.step();
  }

  /** Returns the step size on [-1, 1] for a form of budget. */
  public double stepSize(BudgetShape.Form form) {
    return size(form).step();
  }

  /** Returns the number of steps. */
  public int iterations() {
    return iterations;
  }
}
