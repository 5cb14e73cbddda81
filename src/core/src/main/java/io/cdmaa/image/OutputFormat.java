package io.cdmaa.image;

import io.cdmaa.CdmaaException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The formats that a protected photo can be written in. */
public enum OutputFormat {
  /** Lossless; keeps 8 and 16 bits, grey, transparency and the ICC profile. The default. */
  PNG("png", "png"),
  /** Lossy: quality 0.95, no chroma subsampling, 8 bits, ICC profile kept, no transparency. */
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
   * The format that a file name asks for.
   *
   * @throws CdmaaException if the extension is missing or of no supported format
   */
  public static OutputFormat of(Path file) {
    Path name = file.getFileName();
    String text = name == null ? "" : name.toString().toLowerCase(Locale.ROOT);
    Set<String> supported = new TreeSet<>();
    for (OutputFormat format : values()) {
      if (text.endsWith("." + format.extension) || text.endsWith("." + format.otherExtension)) {
        return format;
      }
      supported.add(format.extension);
      supported.add(format.otherExtension);
    }
    throw new CdmaaException(
        "The output %s has no extension of a format that can be written; use one of %s"
            .formatted(file, String.join(", ", supported)));
  }

  /** The usual file name extension, without a dot. */
  public String extension() {
    return extension;
  }

  /** Whether the decoded file differs from what was written, so that the budget is not certain. */
  public boolean lossy() {
    return this == JPEG;
  }
}
