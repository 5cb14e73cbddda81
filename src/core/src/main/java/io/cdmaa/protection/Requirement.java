package io.cdmaa.protection;

import io.cdmaa.Outcome;
import io.cdmaa.Verdict;
import java.util.OptionalDouble;

/**
 * What the protection of a photo has to achieve.
 *
 * @param rate minimum share of its fakes that are broken, 0 to 1; if empty, a photo meets the
 *     requirement as soon as any fake is broken
 */
public record Requirement(OptionalDouble rate) {
  /** At least one fake is broken. */
  public static final Requirement DEFAULT = new Requirement(OptionalDouble.empty());

  /**
   * @throws IllegalArgumentException if the rate is out of range
   */
  public Requirement {
    if (rate.isPresent() && !(rate.getAsDouble() >= 0 && rate.getAsDouble() <= 1)) {
      throw new IllegalArgumentException("a rate is from 0 to 1, not " + rate.getAsDouble());
    }
  }

  /** Returns the outcome of a verdict. */
  public Outcome outcome(Verdict verdict) {
    double change = verdict.quality().maxLevelChange();
    return verdict.generators().isEmpty()
        ? unevaluated(change)
        : outcome(verdict.attackRate(), change);
  }

  /**
   * Returns the outcome of a verdict, given by its numbers.
   *
   * @param attackRate share of the fakes that are broken, 0 to 1
   * @param maxLevelChange largest change of any channel, in levels of 255
   */
  public Outcome outcome(double attackRate, double maxLevelChange) {
    if (maxLevelChange == 0) {
      return Outcome.UNCHANGED;
    }
    if (attackRate == 0) {
      return Outcome.INEFFECTIVE;
    }
    return attackRate >= rate.orElse(1) ? Outcome.PROTECTED : Outcome.WEAK;
  }

  /**
   * Returns the outcome of a photo on which no generator was run.
   *
   * @param maxLevelChange largest change of any channel, in levels of 255
   */
  static Outcome unevaluated(double maxLevelChange) {
    return maxLevelChange == 0 ? Outcome.UNCHANGED : Outcome.UNEVALUATED;
  }

  /** Returns whether a photo with this attack rate meets the requirement. */
  public boolean isMet(double attackRate) {
    return rate.isPresent() ? attackRate >= rate.getAsDouble() : attackRate > 0;
  }
}
