package io.cdmaa;

import io.cdmaa.image.Encoding;
import io.cdmaa.image.OutputFormat;
import io.cdmaa.protection.Requirement;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How a {@link FileProtector} writes files and what it records of them.
 *
 * @param format {@code png}, {@code jpeg}, {@code tiff} or {@code bmp}
 * @param quality of JPEG files, 1 to 100; 95 if empty, and empty for other formats
 * @param required the least attack rate that a photo has to reach, 0 to 1, if any is required
 * @param tool the name and version that records give for their author
 */
public record FileSettings(
    String format, OptionalInt quality, OptionalDouble required, String tool) {
  /** PNG files, and no required attack rate. */
  public static final FileSettings DEFAULT =
      new FileSettings("png", OptionalInt.empty(), OptionalDouble.empty(), "cdmaa");

  /**
   * @throws CdmaaException if there is no such format, a value is out of range, or a quality is
   *     given for a lossless format
   */
  public FileSettings {
    OutputFormat chosen =
        OutputFormat.named("." + format)
            .orElseThrow(
                () ->
                    new CdmaaException(
                        ErrorReason.SETTING,
                        "There is no format '"
                            + format
                            + "' to write; choose png, jpeg, tiff or bmp"));
    if (quality.isPresent() && !chosen.lossy()) {
      throw new CdmaaException(
          ErrorReason.SETTING,
          "A quality is for JPEG files, and " + chosen + " is lossless; leave one of the two out");
    }
    quality.ifPresent(value -> Ranges.within("The quality of a JPEG", value, 1, 100));
    if (required.isPresent() && !(required.getAsDouble() >= 0 && required.getAsDouble() <= 1)) {
      throw new CdmaaException(
          ErrorReason.SETTING,
          "A required attack rate of "
              + required.getAsDouble()
              + " is impossible; it must be from 0 to 1");
    }
  }

  Encoding encoding() {
    return new Encoding(
        OutputFormat.named("." + format).orElseThrow(), quality.orElse(Encoding.DEFAULT_QUALITY));
  }

  Requirement requirement() {
    return new Requirement(required);
  }
}
