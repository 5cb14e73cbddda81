package io.cdmaa.experiment;

import io.cdmaa.experiment.TrialRecord.GeneratorLosses;
import java.util.List;

/** A measure to compare, one number per photo. */
public enum Measure {
  /** The lowest mean L of any generator. */
  WEAKEST_LOSS("L of the photo's weakest generator"),
  /** The lowest attack rate of any generator. */
  WEAKEST_RATE("attack rate of the photo's weakest generator"),
  /** The mean over generators of their mean L. */
  MEAN_LOSS("L, mean of the generators"),
  /** The share of all domains that are broken. */
  RATE("attack rate over all domains");

  private final String title;

  Measure(String title) {
    this.title = title;
  }

  /** Returns the name used in the tables. */
  public String title() {
    return title;
  }

  double of(TrialRecord trial, double threshold) {
    List<GeneratorLosses> generators = trial.generators();
    return switch (this) {
      case WEAKEST_LOSS ->
          generators.stream().mapToDouble(GeneratorLosses::mean).min().orElseThrow();
      case WEAKEST_RATE ->
          generators.stream().mapToDouble(g -> g.rate(threshold)).min().orElseThrow();
      case MEAN_LOSS ->
          generators.stream().mapToDouble(GeneratorLosses::mean).average().orElseThrow();
      case RATE ->
          (double) generators.stream().mapToLong(g -> g.broken(threshold)).sum()
              / generators.stream().mapToInt(g -> g.domains().size()).sum();
    };
  }
}
