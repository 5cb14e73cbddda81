package io.cdmaa.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForeignFormatTest {
  @TempDir Path folder;

  /** The first bytes are those of files that phones, browsers and tools write. */
  @ParameterizedTest
  @CsvSource({
    "HEIC,'\\0\\0\\0\\x18ftypheic\\0\\0\\0\\0mif1heic',heif-convert",
    "HEIC,'\\0\\0\\0\\x18ftypmif1\\0\\0\\0\\0mif1heic',heif-convert",
    "AVIF,'\\0\\0\\0\\x1cftypavif\\0\\0\\0\\0avifmif1miaf',avifdec",
    "AVIF,'\\0\\0\\0\\x1cftypmif1\\0\\0\\0\\0mif1avifmiaf',avifdec",
    "GIF,GIF89a\\x10\\0\\x10\\0,magick",
    "JPEG 2000,'\\0\\0\\0\\x0cjP  \\r\\n\\x87\\n',opj_decompress",
    "JPEG XL,'\\0\\0\\0\\x0cJXL \\r\\n\\x87\\n',djxl",
    "JPEG XL,\\xff\\n\\xfa\\x1f,djxl",
    "Photoshop,8BPS\\0\\1,magick",
    "PDF,%PDF-1.7,pdftoppm",
    "SVG,'<?xml version=\"1.0\"?>\\n<svg width=\"9\"/>',rsvg-convert",
  })
  void aForeignPictureIsRefusedByNameWithTheCommandThatConvertsIt(
      String format, String start, String command) throws IOException {
    Path file = Files.write(folder.resolve("photo.jpg"), bytes(start));
    String stem = folder.resolve("photo").toString();
    assertThatThrownBy(() -> new PhotoReader(ReadLimits.DEFAULT).read(file))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining(file + " is a picture in the format " + format + ",")
        .hasMessageContaining("convert it first: " + command)
        .hasMessageContaining(stem);
  }

  @Test
  void theCommandQuotesWhatAShellWouldSplitOrRun() {
    ForeignFormat gif = ForeignFormat.of(bytes("GIF89a")).orElseThrow();
    assertThat(gif.conversionOf(Path.of("a b/it's $(x).gif")))
        .isEqualTo("magick 'a b/it'\\''s $(x).gif'[0] 'a b/it'\\''s $(x).png'");
    assertThat(gif.conversionOf(Path.of("-all.gif"))).isEqualTo("magick ./-all.gif[0] ./-all.png");
    assertThat(gif.conversionOf(Path.of("holiday"))).isEqualTo("magick holiday[0] holiday.png");
  }

  @Test
  void aFilmAndTextAreNoPictures() {
    assertThat(ForeignFormat.of(bytes("\\0\\0\\0\\x18ftypisom\\0\\0\\0\\0isommp42"))).isEmpty();
    assertThat(ForeignFormat.of(bytes("Dear <svg> readers"))).isEmpty();
    assertThat(ForeignFormat.of(new byte[0])).isEmpty();
    assertThat(ForeignFormat.of(bytes("\\xff\\xff\\xff\\xffftyp"))).isEmpty();
  }

  /** Bytes written as text with backslash escapes. */
  private static byte[] bytes(String escaped) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      char kind = escaped.charAt(++i);
      if (kind == 'x') {
        text.append((char) Integer.parseInt(escaped.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        text.append(kind == 'n' ? '\n' : kind == 'r' ? '\r' : (char) (kind - '0'));
      }
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
