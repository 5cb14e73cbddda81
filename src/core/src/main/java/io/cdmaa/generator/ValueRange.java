package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;

/**
 * The values that black and white have in a generator's image.
 *
 * @param black the value of black, e.g. -1 or 0
 * @param white the value of white, e.g. 1 or 255
 */
public record ValueRange(double black, double white) {
  /** The range that the project itself works in. */
  public static final ValueRange SYMMETRIC = new ValueRange(-1, 1);

  /** Refuses an empty range. */
  public ValueRange {
    if (!Double.isFinite(black) || !Double.isFinite(white) || black == white) {
      throw new CdmaaException(
          ErrorReason.MANIFEST,
          "The range [" + black + ", " + white + "] is empty; give black and white, e.g. [-1, 1]");
    }
  }

  /** What a value in [-1, 1] is multiplied with to get into this range. */
  double gain() {
    return (white - black) / 2;
  }

  /** What is added after the gain. */
  double offset() {
    return (white + black) / 2;
  }
}
