package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;

/**
 * The values of black and white in a generator's image.
 *
 * @param black the value of black, e.g. -1 or 0
 * @param white the value of white, e.g. 1 or 255
 */
public record ValueRange(double black, double white) {
  /** The project's internal range. */
  public static final ValueRange SYMMETRIC = new ValueRange(-1, 1);

  /** Rejects an empty range. */
  public ValueRange {
    if (!Double.isFinite(black) || !Double.isFinite(white) || black == white) {
      throw new CdmaaException(
          ErrorReason.MANIFEST,
          "The range [" + black + ", " + white + "] is empty; give black and white, e.g. [-1, 1]");
    }
  }

  /** Returns the factor that maps [-1, 1] to the width of this range. */
  double gain() {
    return (white - black) / 2;
  }

  /** Returns the offset added after the factor. */
  double offset() {
    return (white + black) / 2;
  }
}
