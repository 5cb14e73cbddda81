package io.cdmaa.image;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Limits on the size of a photo, checked against the file's header before any pixel is decoded.
 *
 * @param maxPixels the maximum pixels (width times height), at least 1
 * @param maxSide the maximum pixels along either side, at least 1
 */
public record ReadLimits(long maxPixels, int maxSide) {
  /** 64 megapixels and 20,000 pixels a side. */
  public static final ReadLimits DEFAULT = new ReadLimits(64_000_000, 20_000);

  /** Checks that both limits are positive. */
  public ReadLimits {
    if (maxPixels < 1 || maxSide < 1) {
      throw new IllegalArgumentException(
          "limits must be at least 1: " + maxPixels + ", " + maxSide);
    }
  }

  /**
   * Checks a size.
   *
   * @throws CdmaaException if a side or the area is zero or exceeds the limits
   */
  void check(Path file, long width, long height) {
    if (width < 1 || height < 1) {
      throw new CdmaaException(
          ErrorReason.PHOTO,
          ("The header of the photo %s states %d x %d pixels, so it is damaged; save"
                  + " it again from its source")
              .formatted(file, width, height));
    }
    if (width > maxSide || height > maxSide || width * height > maxPixels) {
      throw new CdmaaException(
          ErrorReason.PHOTO,
          String.format(
              Locale.ROOT,
              "The photo %s measures %d x %d pixels, beyond the limits of %d pixels a side and %.1f"
                  + " megapixels; scale it down first",
              file,
              width,
              height,
              maxSide,
              maxPixels / 1e6));
    }
  }
}
