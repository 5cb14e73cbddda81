package io.cdmaa;

import java.util.Locale;

/** The outcome of protecting a photo, by the verdict on its file. */
public enum Outcome {
  /** At least the required share of the fakes is broken; without a requirement, all of them. */
  PROTECTED,
  /** Some fakes are broken, but fewer than required. */
  WEAK,
  /** No fake is broken. */
  INEFFECTIVE,
  /** No level of the photo changed. */
  UNCHANGED,
  /** No verdict was asked for, so it is not known whether any fake is broken. */
  UNEVALUATED;

  /** Returns the name in lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
