package io.cdmaa.image;

import io.cdmaa.io.ShellWord;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Image formats that cannot be read, recognised by their content, so that the error can name the
 * format and a command that converts such a file to PNG. Codecs for HEIC, AVIF and JPEG XL all need
 * native libraries; a GIF has at most 256 colours, and an SVG has no pixels.
 *
 * @param name the format's usual name
 * @param conversion the command; %1$s is the file, %2$s the PNG, %3$s the PNG without extension
 * @param recognises whether a file is of this format
 */
record ForeignFormat(String name, String conversion, Predicate<Bytes> recognises) {
  private static final String[] HEIC_BRANDS = {
    "heic", "heix", "hevc", "hevx", "heim", "heis", "hevm", "mif1", "msf1"
  };

  private static final List<ForeignFormat> KNOWN =
      List.of(
          new ForeignFormat("AVIF", "avifdec %1$s %2$s", b -> hasBrand(b, "avif", "avis")),
          new ForeignFormat("HEIC", "heif-convert %1$s %2$s", b -> hasBrand(b, HEIC_BRANDS)),
          magic("GIF", "magick %1$s[0] %2$s", 0, "GIF87a", "GIF89a"),
          magic("JPEG 2000", "opj_decompress -i %1$s -o %2$s", 4, "jP  \r\n"),
          magic("JPEG 2000", "opj_decompress -i %1$s -o %2$s", 0, "\u00ffO\u00ffQ"),
          magic("JPEG XL", "djxl %1$s %2$s", 4, "JXL \r\n"),
          magic("JPEG XL", "djxl %1$s %2$s", 0, "\u00ff\n"),
          magic("Photoshop", "magick %1$s[0] %2$s", 0, "8BPS"),
          magic("PDF", "pdftoppm -png -singlefile %1$s %3$s", 0, "%PDF-"),
          new ForeignFormat("SVG", "rsvg-convert %1$s -o %2$s", ForeignFormat::isSvg));

  private static final int TEXT_LOOKED_AT = 1024;

  /** Returns the format of a file by its first bytes, if it is one of these. */
  static Optional<ForeignFormat> of(byte[] file) {
    Bytes bytes = Bytes.of(file, ByteOrder.BIG_ENDIAN);
    return KNOWN.stream().filter(format -> format.recognises.test(bytes)).findFirst();
  }

  private static ForeignFormat magic(
      String name, String conversion, int offset, String... characters) {
    return new ForeignFormat(
        name, conversion, b -> Arrays.stream(characters).anyMatch(c -> b.has(offset, c)));
  }

  /** Returns the command that converts such a file to a PNG beside it. */
  String conversionOf(Path file) {
    String path = file.toString();
    String last = String.valueOf(file.getFileName());
    int dot = last.lastIndexOf('.');
    String stem = path.substring(0, path.length() - (dot > 0 ? last.length() - dot : 0));
    return conversion.formatted(
        ShellWord.ofFile(path), ShellWord.ofFile(stem + ".png"), ShellWord.ofFile(stem));
  }

  /** Returns whether an ISO base media file (ISO/IEC 14496-12) lists one of these brands. */
  private static boolean hasBrand(Bytes bytes, String... brands) {
    if (!bytes.has(4, "ftyp")) {
      return false;
    }
    try {
      long end = Math.min(bytes.u32(0), 256);
      for (long at = 8; at + 4 <= end; at += 4) {
        for (String brand : brands) {
          if (bytes.has(at, brand)) {
            return true;
          }
        }
      }
      return false;
    } catch (MalformedFileException e) {
      return false;
    }
  }

  private static boolean isSvg(Bytes bytes) {
    String start = new String(bytes.start(TEXT_LOOKED_AT), StandardCharsets.UTF_8);
    String text = start.startsWith("\ufeff") ? start.substring(1) : start;
    return text.stripLeading().startsWith("<") && text.contains("<svg");
  }
}
