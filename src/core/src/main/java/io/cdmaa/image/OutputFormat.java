package io.cdmaa.image;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The formats in which a protected photo can be written. */
public enum OutputFormat {
  /** Lossless; keeps 8 and 16 bits, grey, transparency and the ICC profile. The default. */
  PNG("png", "png"),
  /** Lossy: no chroma subsampling, 8 bits, ICC profile kept, no transparency. */
  JPEG("jpg", "jpeg"),
  /** Lossless; 8 bits only, neither transparency nor an ICC profile. */
  BMP("bmp", "bmp"),
  /** Lossless; keeps 8 and 16 bits, grey, transparency and the ICC profile. */
  TIFF("tif", "tiff");

  private final String extension;
  private final String otherExtension;

  OutputFormat(String extension, String otherExtension) {
    this.extension = extension;
    this.otherExtension = otherExtension;
  }

  /**
   * Returns the format for a file name.
   *
   * @throws CdmaaException if the extension is missing or its format is not supported
   */
  public static OutputFormat of(Path file) {
    Path name = file.getFileName();
    return named(name == null ? "" : name.toString())
        .orElseThrow(
            () ->
                new CdmaaException(
                    ErrorReason.OUTPUT_NAME,
                    file,
                    "The output %s has no extension of a format that can be written; use one of %s"
                        .formatted(file, String.join(", ", supported()))));
  }

  /** Returns the format for a file name, if it can be written. */
  public static Optional<OutputFormat> named(String name) {
    String text = name.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(f -> text.endsWith("." + f.extension) || text.endsWith("." + f.otherExtension))
        .findFirst();
  }

  private static Set<String> supported() {
    return Arrays.stream(values())
        .flatMap(format -> Stream.of(format.extension, format.otherExtension))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns the usual file name extension, without a dot. */
  public String extension() {
    return extension;
  }

  /**
   * Returns whether the decoded file differs from what was written, so that the budget is not
   * guaranteed.
   */
  public boolean lossy() {
    return this == JPEG;
  }
}
