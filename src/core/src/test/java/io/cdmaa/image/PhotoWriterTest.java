package io.cdmaa.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.CdmaaException;
import io.cdmaa.tensor.FloatTensor;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PhotoWriterTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "PNG,1,8,false", "PNG,1,8,true", "PNG,1,16,false", "PNG,1,16,true",
    "PNG,3,8,false", "PNG,3,8,true", "PNG,3,16,false", "PNG,3,16,true",
    "TIFF,1,8,false", "TIFF,1,8,true", "TIFF,1,16,false", "TIFF,1,16,true",
    "TIFF,3,8,false", "TIFF,3,8,true", "TIFF,3,16,false", "TIFF,3,16,true",
    "BMP,1,8,false", "BMP,3,8,false"
  })
  void whatIsWrittenLosslesslyIsReadBackBitForBit(
      OutputFormat format, int channels, int bitDepth, boolean alpha) throws IOException {
    Photo photo = TestPhotos.photo(channels, 19, 7, bitDepth, alpha);
    assertSame(photo, rewritten(photo, format));
  }

  @ParameterizedTest
  @CsvSource({"PNG,8", "PNG,16", "TIFF,8", "TIFF,16"})
  void theIccProfileIsEmbeddedAgainAndChangesNoValue(OutputFormat format, int bitDepth)
      throws IOException {
    Photo rgb =
        TestPhotos.withProfile(
            TestPhotos.photo(3, 19, 7, bitDepth, false), TestPhotos.linearRgbProfile());
    assertSame(rgb, rewritten(rgb, format));
    Photo grey =
        TestPhotos.withProfile(
            TestPhotos.photo(1, 19, 7, bitDepth, false), TestPhotos.greyProfile());
    assertSame(grey, rewritten(grey, format));
  }

  @Test
  void jpegKeepsTheProfileAndFullColourResolution() throws IOException {
    Photo photo =
        TestPhotos.withProfile(TestPhotos.photo(3, 19, 7, 8, false), TestPhotos.linearRgbProfile());
    Path file = folder.resolve("a.jpg");
    new PhotoWriter().write(photo, file, OutputFormat.JPEG);
    byte[] bytes = Files.readAllBytes(file);
    Bytes content = Bytes.of(bytes, ByteOrder.BIG_ENDIAN);
    int frame = 0;
    while (content.u16(frame) != 0xffc0) {
      frame++;
    }
    assertThat(content.u8(frame + 9)).isEqualTo(3);
    for (int component = 0; component < 3; component++) {
      assertThat(content.u8(frame + 11 + 3 * component)).isEqualTo(0x11);
    }
    assertThat(read(file).iccProfile()).isEqualTo(photo.iccProfile());
  }

  @ParameterizedTest
  @CsvSource({"1,8", "3,8", "3,16"})
  void jpegComesCloseToThePhoto(int channels, int bitDepth) throws IOException {
    FloatTensor pixels = FloatTensor.zeros(channels, 32, 32);
    for (int i = 0; i < pixels.size(); i++) {
      pixels.set(i, Levels.of(bitDepth).value(Levels.of(bitDepth).nearest(i % 32 / 20f - 0.7f)));
    }
    Photo photo = TestPhotos.photo(channels, 32, 32, bitDepth, false).withPixels(pixels);
    Photo read = rewritten(photo, OutputFormat.JPEG);
    assertThat(read.channels()).isEqualTo(channels);
    assertThat(read.bitDepth()).isEqualTo(8);
    assertThat(Quality.psnr(photo.pixels(), read.pixels())).isGreaterThan(38);
  }

  @Test
  void aLargeProfileIsSplitOverSeveralJpegSegments() throws IOException {
    byte[] large = Arrays.copyOf(TestPhotos.linearRgbProfile().bytes(), 150_000);
    Photo photo =
        TestPhotos.withProfile(
            TestPhotos.photo(3, 8, 8, 8, false), IccProfile.of(large).orElseThrow());
    assertThat(rewritten(photo, OutputFormat.JPEG).iccProfile()).isEqualTo(photo.iccProfile());
  }

  @ParameterizedTest
  @EnumSource(names = {"JPEG", "BMP"})
  void transparencyIsRefusedWhereItCannotBeKept(OutputFormat format) throws IOException {
    assertRefused(TestPhotos.photo(3, 8, 8, 8, true), format, "transparency");
  }

  @Test
  void bmpRefusesWhatItWouldLose() throws IOException {
    assertRefused(TestPhotos.photo(3, 8, 8, 16, false), OutputFormat.BMP, "16 bits");
    assertRefused(
        TestPhotos.withProfile(TestPhotos.photo(3, 8, 8, 8, false), TestPhotos.linearRgbProfile()),
        OutputFormat.BMP,
        "ICC profile");
  }

  @Test
  void theSavedPhotoStaysInsideTheBudget() throws IOException {
    Photo photo = TestPhotos.photo(3, 31, 17, 8, true);
    FloatTensor moved = photo.pixels().copy();
    for (int i = 0; i < moved.size(); i++) {
      moved.set(i, moved.get(i) + (i % 2 == 0 ? 0.05f : -0.05f));
    }
    FloatTensor rounded = Quantizer.quantizeWithinBudget(photo.pixels(), moved, 0.05, 8);
    Photo saved = rewritten(photo.withPixels(rounded), OutputFormat.PNG);
    assertThat(Quality.maxLevelChange(photo.pixels(), saved.pixels())).isCloseTo(6, within(1e-4));
    assertThat(saved.pixels().toArray()).containsExactly(rounded.toArray());
  }

  @Test
  void aDamagedProfileIsOneSentenceWhereItCannotBeCarried() throws IOException {
    byte[] damaged = Arrays.copyOf(TestPhotos.linearRgbProfile().bytes(), 130);
    Photo photo =
        TestPhotos.withProfile(
            TestPhotos.photo(3, 8, 8, 8, false), IccProfile.of(damaged).orElseThrow());
    assertThat(rewritten(photo, OutputFormat.PNG).iccProfile()).isEqualTo(photo.iccProfile());
    Files.delete(folder.resolve("photo.png"));
    assertThatThrownBy(() -> rewritten(photo, OutputFormat.TIFF))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("ICC profile is damaged");
    assertEmptyFolder();
  }

  @Test
  void anUnwritableTargetIsOneSentenceAndLeavesNothing() throws IOException {
    Photo photo = TestPhotos.photo(3, 8, 8, 8, false);
    Path target = folder.resolve("missing/a.png");
    assertThatThrownBy(() -> new PhotoWriter().write(photo, target, OutputFormat.PNG))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("a.png");
    assertEmptyFolder();
  }

  @Test
  void aPhotoWhosePartsDoNotFitIsABug() {
    Photo photo = TestPhotos.photo(3, 8, 8, 8, false);
    assertThatThrownBy(() -> photo.withPixels(FloatTensor.zeros(3, 8, 7)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TestPhotos.withProfile(photo, TestPhotos.greyProfile()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Photo(photo.pixels(), photo.alpha(), 12, photo.iccProfile()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void assertRefused(Photo photo, OutputFormat format, String reason) throws IOException {
    assertThatThrownBy(() -> new PhotoWriter().write(photo, folder.resolve("a"), format))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining(reason)
        .hasMessageContaining("PNG or TIFF");
    assertEmptyFolder();
  }

  private void assertEmptyFolder() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  private static void assertSame(Photo expected, Photo actual) {
    assertThat(actual.pixels().shape()).containsExactly(expected.pixels().shape());
    assertThat(actual.pixels().toArray()).containsExactly(expected.pixels().toArray());
    assertThat(actual.bitDepth()).isEqualTo(expected.bitDepth());
    assertThat(actual.iccProfile()).isEqualTo(expected.iccProfile());
    assertThat(actual.alpha().isPresent()).isEqualTo(expected.alpha().isPresent());
    if (expected.alpha().isPresent()) {
      for (int i = 0; i < expected.width() * expected.height(); i++) {
        assertThat(actual.alpha().orElseThrow().level(i))
            .isEqualTo(expected.alpha().get().level(i));
      }
    }
  }

  private Photo rewritten(Photo photo, OutputFormat format) {
    Path file = folder.resolve("photo." + format.extension());
    new PhotoWriter().write(photo, file, format);
    return read(file);
  }

  private static Photo read(Path file) {
    return new PhotoReader(ReadLimits.DEFAULT).read(file);
  }
}
