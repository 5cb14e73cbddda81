package io.cdmaa.image;

import java.nio.ByteOrder;
import java.util.Optional;

/** The formats that can be read, told apart by their first bytes, never by the file's name. */
enum FileType {
  JPEG("JPEG"),
  PNG("PNG"),
  BMP("BMP"),
  TIFF("TIFF"),
  WEBP("WebP");

  private final String displayName;

  FileType(String displayName) {
    this.displayName = displayName;
  }

  String displayName() {
    return displayName;
  }

  Container container() {
    return switch (this) {
      case JPEG -> new JpegContainer();
      case PNG -> new PngContainer();
      case BMP -> new BmpContainer();
      case TIFF -> new TiffContainer();
      case WEBP -> new WebpContainer();
    };
  }

  static Optional<FileType> of(byte[] file) {
    Bytes bytes = Bytes.of(file, ByteOrder.BIG_ENDIAN);
    if (bytes.has(0, "\u00ff\u00d8\u00ff")) {
      return Optional.of(JPEG);
    }
    if (bytes.has(0, PngContainer.SIGNATURE)) {
      return Optional.of(PNG);
    }
    if (bytes.has(0, "RIFF") && bytes.has(8, "WEBP")) {
      return Optional.of(WEBP);
    }
    if (bytes.has(0, "II*\0")
        || bytes.has(0, "MM\0*")
        || bytes.has(0, "II+\0")
        || bytes.has(0, "MM\0+")) {
      return Optional.of(TIFF);
    }
    // Two letters are weak evidence, so the four bytes that the format reserves as zero count too.
    return bytes.has(0, "BM") && bytes.has(6, "\0\0\0\0") ? Optional.of(BMP) : Optional.empty();
  }
}
