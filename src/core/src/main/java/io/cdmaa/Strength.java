package io.cdmaa;

/** Presets of budget, step size and number of steps; a larger budget is more visible. */
public enum Strength {
  /** Hardly visible; breaks fewer fakes. Epsilon 0.02, 50 steps of 0.004. */
  LOW(0.02, 0.004, 50),
  /** The usual settings in the literature: epsilon 0.05, 50 steps of 0.01. */
  MEDIUM(0.05, 0.01, 50),
  /** Visible on smooth skin; breaks most fakes. Epsilon 0.08, 80 steps of 0.016. */
  HIGH(0.08, 0.016, 80);

  private final double epsilon;
  private final double stepSize;
  private final int iterations;

  Strength(double epsilon, double stepSize, int iterations) {
    this.epsilon = epsilon;
    this.stepSize = stepSize;
    this.iterations = iterations;
  }

  /** Returns the largest change of any value on [-1, 1]. */
  public double epsilon() {
    return epsilon;
  }

  /** Returns the step size on [-1, 1]. */
  public double stepSize() {
    return stepSize;
  }

  /** Returns the number of steps. */
  public int iterations() {
    return iterations;
  }
}
