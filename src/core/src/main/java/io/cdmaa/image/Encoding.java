package io.cdmaa.image;

import io.cdmaa.Ranges;

/**
 * How a photo is written: the format, and the quality of a lossy one.
 *
 * @param format the format
 * @param quality of a JPEG, 1 to 100; {@value #DEFAULT_QUALITY} for other formats, which have none
 */
public record Encoding(OutputFormat format, int quality) {
  /** The quality of a JPEG unless another is given. */
  public static final int DEFAULT_QUALITY = 95;

  /**
   * Validates the quality.
   *
   * @throws io.cdmaa.CdmaaException if it is out of range
   */
  public Encoding {
    Ranges.within("The quality of a JPEG", quality, 1, 100);
    if (!format.lossy()) {
      quality = DEFAULT_QUALITY;
    }
  }

  /** Returns a format with its default quality. */
  public static Encoding of(OutputFormat format) {
    return new Encoding(format, DEFAULT_QUALITY);
  }
}
