package io.cdmaa.protection;

import io.cdmaa.Outcome;
import io.cdmaa.Verdict;
import java.util.OptionalDouble;

/**
 * What the protection of a photo has to achieve.
 *
 * @param rate least share of its fakes that are broken, 0 to 1; if empty, a photo meets the
 *     requirement once any fake is broken
 */
public record Requirement(OptionalDouble rate) {
  /** That some fake is broken. */
  public static final Requirement DEFAULT = new Requirement(OptionalDouble.empty());

  /** Checks the range. */
  public Requirement {
    if (rate.isPresent() && !(rate.getAsDouble() >= 0 && rate.getAsDouble() <= 1)) {
      throw new IllegalArgumentException("a rate is from 0 to 1, not " + rate.getAsDouble());
    }
  }

  /** What a verdict amounts to. */
  public Outcome outcome(Verdict verdict) {
    return outcome(verdict.attackRate(), verdict.quality().maxLevelChange());
  }

  /**
   * What the numbers of a verdict amount to.
   *
   * @param attackRate share of the fakes that are broken, 0 to 1
   * @param maxLevelChange largest change of any channel
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

  /** Whether a photo with this attack rate meets the requirement. */
  public boolean isMet(double attackRate) {
    return rate.isPresent() ? attackRate >= rate.getAsDouble() : attackRate > 0;
  }
}
