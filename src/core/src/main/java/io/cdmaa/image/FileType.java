package io.cdmaa.image;

import java.nio.ByteOrder;
import java.util.Optional;

/** The formats that can be read, recognised by their first bytes, never by the file's name. */
enum FileType {
  JPEG("JPEG", Codecs.TWELVE_MONKEYS),
  PNG("PNG", Codecs.TWELVE_MONKEYS),
  BMP("BMP", Codecs.TWELVE_MONKEYS),
  TIFF("TIFF", Codecs.TWELVE_MONKEYS),
  WEBP("WebP", Codecs.LIBWEBP);

  /** Package prefixes of the codecs that are preferred over others on the class path. */
  private static final class Codecs {
    /** Reads more variants than the JDK's codecs; it has no PNG codec. */
    private static final String TWELVE_MONKEYS = "com.twelvemonkeys.";

    /**
     * Google's libwebp 1.x through {@code com.github.usefulness:webp-imageio} (Apache-2.0, natives
     * for Linux, macOS and Windows), which decodes exactly what browsers and viewers show.
     * TwelveMonkeys' decoder repeats chroma over blocks of 2 x 2 pixels, and its loop filter
     * differs by up to 16 levels even on a grey image, so that interpolating the chroma of its
     * planes would not suffice.
     */
    private static final String LIBWEBP = "com.luciad.";
  }

  private final String displayName;
  private final String codec;

  FileType(String displayName, String codec) {
    this.displayName = displayName;
    this.codec = codec;
  }

  /** Returns the prefix of the preferred codec's class name. */
  String codec() {
    return codec;
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
    // Two letters are weak evidence, so the four bytes that the format reserves as zero are
    // checked, too.
    return bytes.has(0, "BM") && bytes.has(6, "\0\0\0\0") ? Optional.of(BMP) : Optional.empty();
  }
}
