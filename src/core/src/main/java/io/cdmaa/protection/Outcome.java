package io.cdmaa.protection;

import io.cdmaa.Verdict;
import java.util.Locale;

/** What the protection of a photo comes to, by the verdict on its file. */
public enum Outcome {
  /** As many fakes are broken as is required; without a requirement, all of them. */
  PROTECTED,
  /** Some fakes are broken, but fewer. */
  WEAK,
  /** No fake is broken. */
  INEFFECTIVE,
  /** No level of the photo was changed. */
  UNCHANGED;

  /** The outcome that a verdict amounts to. */
  public static Outcome of(Verdict verdict, Requirement required) {
    return of(verdict.attackRate(), verdict.quality().maxLevelChange(), required);
  }

  /**
   * The outcome that the numbers of a verdict amount to.
   *
   * @param attackRate share of the fakes that are broken, 0 to 1
   * @param maxLevelChange largest change of any channel
   */
  public static Outcome of(double attackRate, double maxLevelChange, Requirement required) {
    if (maxLevelChange == 0) {
      return UNCHANGED;
    }
    if (attackRate == 0) {
      return INEFFECTIVE;
    }
    return attackRate >= required.rate().orElse(1) ? PROTECTED : WEAK;
  }

  /** The word for it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
