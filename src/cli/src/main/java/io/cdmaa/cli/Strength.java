package io.cdmaa.cli;

/** Settings for those who know no epsilon. Steps are a fifth of the budget, as in the field. */
enum Strength {
  /** Hardly to be seen, breaks less. */
  LOW(0.02, 0.004, 50),
  /** The field's usual settings. */
  MEDIUM(0.05, 0.01, 50),
  /** To be seen on smooth skin, breaks most. */
  HIGH(0.08, 0.016, 80);

  private final double epsilon;
  private final double stepSize;
  private final int iterations;

  Strength(double epsilon, double stepSize, int iterations) {
    this.epsilon = epsilon;
    this.stepSize = stepSize;
    this.iterations = iterations;
  }

  double epsilon() {
    return epsilon;
  }

  double stepSize() {
    return stepSize;
  }

  int iterations() {
    return iterations;
  }
}
