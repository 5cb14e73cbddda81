package io.cdmaa.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cdmaa.CdmaaException;
import io.cdmaa.testkit.Mutations;
import io.cdmaa.testkit.UserText;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhotoReaderMalformedTest {
  @TempDir Path folder;

  /** One small file of every kind that can be read. */
  private enum Sample {
    JPEG,
    PROGRESSIVE_JPEG,
    GREY_JPEG,
    CMYK_JPEG,
    PNG,
    PNG_16,
    BMP,
    TIFF,
    TIFF_16,
    WEBP_LOSSLESS,
    WEBP_LOSSY,
    WEBP_ALPHA,
    WEBP_STRONG_FILTER,
    WEBP_TRANSPARENT_LOSSY,
    WEBP_ANIMATION;

    byte[] bytes() throws IOException {
      return switch (this) {
        case JPEG -> TestPhotos.file(TestPhotos.smooth(40, 40, 5), "JPEG");
        case PROGRESSIVE_JPEG -> TestPhotos.progressiveJpeg(TestPhotos.smooth(40, 40, 5));
        case GREY_JPEG -> TestPhotos.file(TestPhotos.smooth(40, 40, 10), "JPEG");
        case CMYK_JPEG -> TestPhotos.fixture("cmyk.jpg");
        case PNG -> encoded(OutputFormat.PNG, 8);
        case PNG_16 -> encoded(OutputFormat.PNG, 16);
        case BMP -> encoded(OutputFormat.BMP, 8);
        case TIFF -> encoded(OutputFormat.TIFF, 8);
        case TIFF_16 -> encoded(OutputFormat.TIFF, 16);
        case WEBP_LOSSLESS -> TestPhotos.fixture("lossless.webp");
        case WEBP_LOSSY -> TestPhotos.fixture("lossy.webp");
        case WEBP_ALPHA -> TestPhotos.fixture("alpha.webp");
        case WEBP_STRONG_FILTER -> TestPhotos.fixture("webp/strong-filter.webp");
        case WEBP_TRANSPARENT_LOSSY -> TestPhotos.fixture("webp/transparent.webp");
        case WEBP_ANIMATION -> TestPhotos.fixture("webp/animation.webp");
      };
    }

    private static byte[] encoded(OutputFormat format, int bitDepth) throws IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Encoder.encode(TestPhotos.photo(3, 17, 11, bitDepth, false), Encoding.of(format), out);
      return out.toByteArray();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTruncatedFileIsAnErrorOrTheWholePhoto(Sample sample) throws IOException {
    byte[] whole = sample.bytes();
    float[] pixels = read(whole).pixels().toArray();
    List<Integer> accepted = new ArrayList<>();
    int step = Math.max(1, whole.length / 70);
    for (int length = 1; length < whole.length; length += step) {
      try {
        assertThat(read(Arrays.copyOf(whole, length)).pixels().toArray())
            .as("%s cut to %d of %d bytes", sample, length, whole.length)
            .containsExactly(pixels);
        accepted.add(length);
      } catch (CdmaaException e) {
        assertSentence(e);
      }
    }
    assertThat(accepted).as("cuts that lost nothing").allMatch(n -> n > whole.length * 0.9);
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedFileIsAnErrorOrAPhotoButNeverACrash(Sample sample) throws IOException {
    byte[] whole = sample.bytes();
    PhotoReader small = new PhotoReader(new ReadLimits(100_000, 5_000));
    Random random = new Random(sample.name().hashCode());
    for (int i = 0; i < 60; i++) {
      byte[] damaged = whole.clone();
      for (int k = 0; k <= i % 4; k++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        Path file = Files.write(folder.resolve("photo"), damaged);
        assertThat(small.read(file).pixels().size()).isPositive();
      } catch (CdmaaException e) {
        assertSentence(e);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @Tag("slow")
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void aThousandMutationsOfEachKindEndInAPhotoOrOneSentence(Sample sample) throws IOException {
    mutations(sample.bytes(), sample.bytes().length, 1000);
  }

  /** Boxes of HEIC and AVIF files, and the first bytes of other formats. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\0\0\0\u0018ftypheic\0\0\0\0mif1heic\0\0\0 meta\0\0\0\0\0\0\0\u0018hdlr",
        "\0\0\0 ftypavif\0\0\0\0avifmif1miafMA1B\0\0\0 meta\0\0\0\0",
        "GIF89a\u0010\0\u0010\0\u00f7\0\0\0\0\0\u00ff\u00ff\u00ff",
        "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>"
      })
  void mutationsOfForeignFormatsEndInOneSentence(String start) throws IOException {
    mutations(start.getBytes(StandardCharsets.ISO_8859_1), start.length(), 300);
  }

  private void mutations(byte[] whole, long seed, int count) throws IOException {
    PhotoReader small = new PhotoReader(new ReadLimits(100_000, 5_000));
    SplittableRandom random = new SplittableRandom(seed);
    int read = 0;
    for (int i = 0; i < count; i++) {
      Path file = Files.write(folder.resolve("photo"), Mutations.of(whole, random));
      try {
        assertThat(small.read(file).pixels().size()).isPositive();
        read++;
      } catch (CdmaaException e) {
        assertSentence(e);
      }
    }
    assertThat(read).isLessThan(count);
  }

  @Test
  void aJpegCutInTheMiddleIsCalledTruncated() throws IOException {
    byte[] jpeg = TestPhotos.file(noise(64), "JPEG");
    assertThatThrownBy(() -> read(Arrays.copyOf(jpeg, jpeg.length / 2)))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("truncated")
        .hasMessageContaining("intact copy");
  }

  @Test
  void aPngWithAFlippedBitIsCalledDamaged() throws IOException {
    byte[] png = TestPhotos.file(noise(16), "PNG");
    png[png.length / 2] ^= 1;
    assertThatThrownBy(() -> read(png))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void aTextFileCalledJpgIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("photo.jpg"), "Not a photo at all.\n");
    assertThatThrownBy(() -> new PhotoReader(ReadLimits.DEFAULT).read(file))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("photo.jpg")
        .hasMessageContaining("is not a JPEG, PNG, BMP, TIFF or WebP");
    assertThatThrownBy(() -> read("BMW and other words".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("is not a");
  }

  @Test
  void anEmptyFileIsRefused() {
    assertThatThrownBy(() -> read(new byte[0]))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("0 bytes");
  }

  @Test
  void aMissingFileAndAFolderAreRefused() {
    PhotoReader reader = new PhotoReader(ReadLimits.DEFAULT);
    assertThatThrownBy(() -> reader.read(folder.resolve("none.png")))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("does not exist");
    assertThatThrownBy(() -> reader.read(folder))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("is a folder");
  }

  @Test
  void aFileThatMayNotBeReadIsRefused() throws IOException {
    Path file = Files.write(folder.resolve("a.png"), new byte[] {1});
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeTrue(!Files.isReadable(file), "this user may read everything (root)");
    assertThatThrownBy(() -> new PhotoReader(ReadLimits.DEFAULT).read(file))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("read permission");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"30000x30000", "20001x1", "1x20001", "10000x6401", "2147483647x2147483647"})
  void aHeaderBeyondTheLimitsIsRefusedBeforeDecoding(String size) {
    String[] sides = size.split("x", -1);
    byte[] png = pngHeader(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
    assertThatThrownBy(() -> read(png))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining(sides[0] + " x " + sides[1])
        .hasMessageContaining("limits");
  }

  @Test
  void aSizeWithinTheLimitsPassesTheHeaderAndFailsLater() {
    assertThatThrownBy(() -> read(pngHeader(10_000, 6_400)))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("ends before its pixels do");
    assertThatThrownBy(() -> read(pngHeader(0, 5)))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void everyFormatIsEvaluatedByItsHeader() throws IOException {
    PhotoReader strict = new PhotoReader(new ReadLimits(1_000_000, 8));
    for (Sample sample : Sample.values()) {
      Path file = Files.write(folder.resolve("photo"), sample.bytes());
      assertThatThrownBy(() -> strict.read(file))
          .as(sample.name())
          .isInstanceOf(CdmaaException.class)
          .hasMessageContaining("8 pixels a side");
    }
  }

  @Test
  void nothingIsLeftBesideThePhoto() throws IOException {
    try {
      read(Arrays.copyOf(TestPhotos.file(noise(64), "JPEG"), 900));
    } catch (CdmaaException e) {
      assertSentence(e);
    }
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  private Photo read(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("photo"), bytes);
    return new PhotoReader(ReadLimits.DEFAULT).read(file);
  }

  private static BufferedImage noise(int side) {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_3BYTE_BGR);
    Random random = new Random(1);
    for (int i = 0; i < side * side; i++) {
      image.setRGB(i % side, i / side, random.nextInt(1 << 24));
    }
    return image;
  }

  /** Signature and IHDR, then nothing. */
  private static byte[] pngHeader(int width, int height) {
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put(new byte[] {8, 2, 0, 0, 0})
            .array();
    byte[] chunk = TestPhotos.pngChunk("IHDR", header);
    return ByteBuffer.allocate(8 + chunk.length)
        .put(PngContainer.SIGNATURE.getBytes(StandardCharsets.ISO_8859_1))
        .put(chunk)
        .array();
  }

  private static void assertSentence(CdmaaException e) {
    assertThat(e.getMessage()).doesNotContain("\n").contains("photo").hasSizeLessThan(500);
    UserText.assertPlain(e.getMessage());
  }
}
