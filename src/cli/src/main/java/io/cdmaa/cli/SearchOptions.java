package io.cdmaa.cli;

import io.cdmaa.Defaults;
import io.cdmaa.attack.AttackSettings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What searches for one photo and for a group's perturbation have in common. */
final class SearchOptions {
  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "" + Defaults.SEED,
      description = "Random seed; the same seed gives the same file. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--threshold",
      paramLabel = "L",
      defaultValue = "" + Defaults.THRESHOLD,
      description = "L from which a fake counts as broken. Default: ${DEFAULT-VALUE}.")
  private double threshold;

  long seed() {
    return seed;
  }

  double threshold() {
    return threshold;
  }

  /**
   * Checks the threshold and, for all that searches, the budget and the step size.
   *
   * @throws ParameterException if one is out of range
   */
  void check(CommandSpec spec, double budget, double step) {
    AttackOptions.require(
        spec, budget > 0 && budget <= 2, "--epsilon", budget, "above 0 and at most 2");
    AttackOptions.require(
        spec, step > 0 && step <= 2, "--step-size", step, "above 0 and at most 2");
    AttackOptions.require(
        spec, threshold > 0 && threshold <= 4, "--threshold", threshold, "above 0 and at most 4");
  }

  /** Returns settings with these values. */
  AttackSettings settings(AttackSettings base, double budget, double step) {
    return base.withEpsilon(budget).withStepSize(step).withSeed(seed).withThreshold(threshold);
  }
}
