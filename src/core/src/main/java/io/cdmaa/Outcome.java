package io.cdmaa;

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

  /** The word for it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
