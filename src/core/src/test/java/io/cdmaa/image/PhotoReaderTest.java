package io.cdmaa.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import io.cdmaa.tensor.FloatTensor;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhotoReaderTest {
  private static final Levels EIGHT = Levels.EIGHT_BIT;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"PNG", "BMP", "TIFF"})
  void losslessRgbComesBackLevelForLevel(String format) throws IOException {
    BufferedImage image = pattern(BufferedImage.TYPE_3BYTE_BGR);
    Photo photo = read(TestPhotos.file(image, format));
    assertThat(photo.channels()).isEqualTo(3);
    assertThat(photo.width()).isEqualTo(13);
    assertThat(photo.height()).isEqualTo(9);
    assertThat(photo.bitDepth()).isEqualTo(8);
    assertThat(photo.alpha()).isEmpty();
    assertThat(photo.iccProfile()).isEmpty();
    assertSamples(photo, image.getRaster());
  }

  @ParameterizedTest
  @CsvSource({"PNG,10", "TIFF,10", "BMP,10", "PNG,11", "TIFF,11"})
  void greyStaysGreyAndKeepsItsLevels(String format, int type) throws IOException {
    BufferedImage image = pattern(type);
    Photo photo = read(TestPhotos.file(image, format));
    assertThat(photo.channels()).isEqualTo(1);
    assertThat(photo.bitDepth()).isEqualTo(type == BufferedImage.TYPE_USHORT_GRAY ? 16 : 8);
    assertSamples(photo, image.getRaster());
  }

  @Test
  void anRgbFileThatLooksGreyStaysRgb() throws IOException {
    BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_3BYTE_BGR);
    assertThat(read(TestPhotos.file(image, "PNG")).channels()).isEqualTo(3);
    assertThat(read(TestPhotos.file(image, "JPEG")).channels()).isEqualTo(3);
  }

  @Test
  void transparencyIsKeptApartFromTheColours() throws IOException {
    BufferedImage image = pattern(BufferedImage.TYPE_4BYTE_ABGR);
    Photo photo = read(TestPhotos.file(image, "PNG"));
    assertThat(photo.channels()).isEqualTo(3);
    assertSamples(photo, image.getRaster());
    AlphaPlane alpha = photo.alpha().orElseThrow();
    for (int i = 0; i < 13 * 9; i++) {
      assertThat(alpha.level(i)).isEqualTo(image.getRaster().getSample(i % 13, i / 13, 3));
    }
  }

  @Test
  void aColourPaletteBecomesRgbAndAGreyOneGrey() throws IOException {
    byte[] ramp = {0, 40, 80, (byte) 200};
    byte[] other = {9, 41, 81, (byte) 255};
    Photo colour =
        read(TestPhotos.file(indexed(new IndexColorModel(2, 4, ramp, other, ramp)), "PNG"));
    assertThat(colour.channels()).isEqualTo(3);
    assertThat(EIGHT.nearest(colour.pixels().get(3))).isEqualTo(200);
    assertThat(EIGHT.nearest(colour.pixels().get(4 * 4 + 3))).isEqualTo(255);
    Photo grey = read(TestPhotos.file(indexed(new IndexColorModel(2, 4, ramp, ramp, ramp)), "PNG"));
    assertThat(grey.channels()).isEqualTo(1);
    assertThat(EIGHT.nearest(grey.pixels().get(3))).isEqualTo(200);
    assertThat(grey.alpha()).isEmpty();
  }

  @Test
  void aTransparentPaletteEntryBecomesTransparency() throws IOException {
    byte[] ramp = {0, 40, 80, (byte) 200};
    byte[] opacity = {(byte) 255, 0, (byte) 128, (byte) 255};
    Photo photo =
        read(TestPhotos.file(indexed(new IndexColorModel(2, 4, ramp, ramp, ramp, opacity)), "PNG"));
    AlphaPlane alpha = photo.alpha().orElseThrow();
    assertThat(List.of(alpha.level(0), alpha.level(1), alpha.level(2), alpha.level(3)))
        .containsExactly(255, 0, 128, 255);
  }

  @Test
  void aTransparentColourBecomesTransparency() throws IOException {
    BufferedImage image = pattern(BufferedImage.TYPE_3BYTE_BGR);
    byte[] colour = new byte[6];
    for (int band = 0; band < 3; band++) {
      colour[2 * band + 1] = (byte) image.getRaster().getSample(4, 2, band);
    }
    Photo photo = read(TestPhotos.pngWithChunk(TestPhotos.file(image, "PNG"), "tRNS", colour));
    assertSamples(photo, image.getRaster());
    AlphaPlane alpha = photo.alpha().orElseThrow();
    assertThat(alpha.level(2 * 13 + 4)).isZero();
    assertThat(alpha.level(0)).isEqualTo(255);
  }

  @Test
  void blackAndWhiteBecomesGrey() throws IOException {
    BufferedImage image = new BufferedImage(4, 2, BufferedImage.TYPE_BYTE_BINARY);
    image.setRGB(1, 0, 0xffffff);
    for (String format : List.of("PNG", "TIFF", "BMP")) {
      Photo photo = read(TestPhotos.file(image, format));
      assertThat(photo.channels()).as(format).isEqualTo(1);
      assertThat(photo.pixels().toArray())
          .as(format)
          .containsExactly(-1, 1, -1, -1, -1, -1, -1, -1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void jpegIsReadCloselyBaselineAndProgressive(boolean progressive) throws IOException {
    BufferedImage image = TestPhotos.smooth(40, 24, BufferedImage.TYPE_3BYTE_BGR);
    Photo photo =
        read(progressive ? TestPhotos.progressiveJpeg(image) : TestPhotos.file(image, "JPEG"));
    assertThat(photo.channels()).isEqualTo(3);
    for (int i = 0; i < photo.pixels().size(); i++) {
      int expected = image.getRaster().getSample(i % 40, i / 40 % 24, i / 960);
      assertThat((double) EIGHT.nearest(photo.pixels().get(i))).isCloseTo(expected, within(12.0));
    }
  }

  @Test
  void aGreyJpegStaysGrey() throws IOException {
    BufferedImage image = TestPhotos.smooth(40, 24, BufferedImage.TYPE_BYTE_GRAY);
    Photo photo = read(TestPhotos.file(image, "JPEG"));
    assertThat(photo.channels()).isEqualTo(1);
    assertThat((double) EIGHT.nearest(photo.pixels().get(0))).isCloseTo(30, within(4.0));
  }

  @Test
  void cmykJpegIsConvertedToSrgb() throws IOException {
    // Quadrants cyan, magenta, white, black.
    Photo photo = read(TestPhotos.fixture("cmyk.jpg"));
    assertThat(photo.channels()).isEqualTo(3);
    assertThat(photo.iccProfile()).isEmpty();
    int[] cyan = rgb(photo, 3, 3);
    int[] magenta = rgb(photo, 12, 3);
    int[] white = rgb(photo, 3, 12);
    int[] black = rgb(photo, 12, 12);
    assertThat(cyan[0]).isLessThan(90).isLessThan(cyan[1] - 60).isLessThan(cyan[2] - 60);
    assertThat(magenta[1]).isLessThan(90).isLessThan(magenta[0] - 60);
    assertThat(Arrays.stream(white).min().orElseThrow()).isGreaterThan(235);
    assertThat(Arrays.stream(black).max().orElseThrow()).isLessThan(70);
  }

  @Test
  void cmykTiffIsConvertedToSrgb() throws IOException {
    // Quadrants cyan, magenta, white, black.
    Photo photo = read(TestPhotos.fixture("cmyk.tif"));
    assertThat(photo.channels()).isEqualTo(3);
    int[] cyan = rgb(photo, 0, 0);
    assertThat(cyan[0]).isLessThan(cyan[1] - 60).isLessThan(cyan[2] - 60);
    assertThat(Arrays.stream(rgb(photo, 0, 3)).min().orElseThrow()).isGreaterThan(235);
    assertThat(Arrays.stream(rgb(photo, 3, 3)).max().orElseThrow()).isLessThan(70);
  }

  @Test
  void ycckJpegIsConvertedToSrgb() throws IOException {
    // The same components read as YCCK: the Adobe marker's transform byte says 2 in place of 0.
    byte[] file = TestPhotos.fixture("cmyk.jpg");
    for (int i = 0; i < file.length - 12; i++) {
      if (new String(file, i, 5, StandardCharsets.US_ASCII).equals("Adobe")) {
        file[i + 11] = 2;
      }
    }
    Photo photo = read(file);
    assertThat(photo.channels()).isEqualTo(3);
    assertThat(rgb(photo, 3, 3)).isNotEqualTo(rgb(read(TestPhotos.fixture("cmyk.jpg")), 3, 3));
  }

  @Test
  void losslessWebpComesBackLevelForLevel() throws IOException {
    Photo photo = read(TestPhotos.fixture("lossless.webp"));
    assertWebpPattern(photo, 9);
    assertThat(photo.alpha()).isEmpty();
    assertWebpPattern(read(TestPhotos.fixture("animated.webp")), 9);
  }

  @Test
  void webpTransparencyIsKept() throws IOException {
    Photo photo = read(TestPhotos.fixture("alpha.webp"));
    assertWebpPattern(photo, 9);
    AlphaPlane alpha = photo.alpha().orElseThrow();
    for (int i = 0; i < 54; i++) {
      assertThat(alpha.level(i)).isEqualTo((i % 9 * 20 + i / 9 * 10) % 256);
    }
  }

  @Test
  void lossyWebpIsReadClosely() throws IOException {
    Photo photo = read(TestPhotos.fixture("lossy.webp"));
    assertThat(photo.width()).isEqualTo(40);
    for (int y = 0; y < 24; y++) {
      for (int x = 0; x < 40; x++) {
        int[] rgb = rgb(photo, x, y);
        assertThat((double) rgb[0]).isCloseTo(x * 6 + 5, within(14.0));
        assertThat((double) rgb[1]).isCloseTo(y * 9 + 20, within(14.0));
      }
    }
  }

  @Test
  void theContentDecidesAndNotTheExtension() throws IOException {
    Path file = folder.resolve("photo.jpg");
    Files.write(file, TestPhotos.file(pattern(BufferedImage.TYPE_3BYTE_BGR), "PNG"));
    assertSamples(
        new PhotoReader(ReadLimits.DEFAULT).read(file),
        pattern(BufferedImage.TYPE_3BYTE_BGR).getRaster());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void exifOrientationIsAppliedInJpegPngAndWebp(int orientation) throws IOException {
    byte[] exif = TestPhotos.exif(orientation, ByteOrder.LITTLE_ENDIAN);
    byte[] bigEndian = TestPhotos.exif(orientation, ByteOrder.BIG_ENDIAN);
    byte[] png = TestPhotos.file(pattern(BufferedImage.TYPE_4BYTE_ABGR), "PNG");
    assertTurned(read(png), read(TestPhotos.pngWithChunk(png, "eXIf", exif)), orientation);
    byte[] jpeg = TestPhotos.file(TestPhotos.smooth(40, 24, 5), "JPEG");
    assertTurned(read(jpeg), read(TestPhotos.jpegWithExif(jpeg, exif)), orientation);
    assertTurned(read(jpeg), read(TestPhotos.jpegWithExif(jpeg, bigEndian)), orientation);
    byte[] webp = TestPhotos.fixture("lossless.webp");
    byte[] profile = TestPhotos.linearRgbProfile().bytes();
    assertTurned(read(webp), read(TestPhotos.webpWith(webp, 9, 6, profile, exif)), orientation);
  }

  @Test
  void tiffOrientationIsApplied() throws IOException {
    byte[] tiff = TestPhotos.file(pattern(BufferedImage.TYPE_3BYTE_BGR), "TIFF");
    byte[] turned = tiff.clone();
    boolean little = tiff[0] == 'I';
    Bytes bytes = Bytes.of(tiff, little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    // Any entry that is not needed becomes the orientation: software, or the one present.
    int at = TiffContainer.position(bytes, TIFF.TAG_ORIENTATION);
    if (at < 0) {
      at = TiffContainer.position(bytes, TIFF.TAG_SOFTWARE);
    }
    byte[] entry =
        little
            ? new byte[] {18, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0}
            : new byte[] {1, 18, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0};
    System.arraycopy(entry, 0, turned, at, 12);
    assertTurned(read(tiff), read(turned), 6);
  }

  // The rows are what Pillow's ImageOps.exif_transpose makes of [[1, 2, 3], [4, 5, 6]].
  @ParameterizedTest
  @CsvSource({
    "1,123456",
    "2,321654",
    "3,654321",
    "4,456123",
    "5,142536",
    "6,415263",
    "7,635241",
    "8,362514"
  })
  void everyOrientationTurnsAsPillowDoes(int tag, String expected) {
    FloatTensor stored = FloatTensor.of(new float[] {1, 2, 3, 4, 5, 6}, 1, 2, 3);
    FloatTensor upright = Orientation.of(tag).apply(stored);
    assertThat(upright.shape()).containsExactly(1, tag >= 5 ? 3 : 2, tag >= 5 ? 2 : 3);
    StringBuilder digits = new StringBuilder();
    for (float value : upright.toArray()) {
      digits.append((int) value);
    }
    assertThat(digits).hasToString(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 300})
  void anOrientationThatDoesNotExistMeansUpright(int tag) {
    assertThat(Orientation.of(tag)).isEqualTo(Orientation.UPRIGHT);
  }

  @Test
  void damagedExifDataDoNotCostThePhoto() throws IOException {
    byte[] jpeg = TestPhotos.file(TestPhotos.smooth(16, 16, 5), "JPEG");
    byte[] exif = TestPhotos.exif(6, ByteOrder.LITTLE_ENDIAN);
    exif[4] = (byte) 200;
    assertThat(read(TestPhotos.jpegWithExif(jpeg, exif)).pixels().toArray())
        .containsExactly(read(jpeg).pixels().toArray());
  }

  /** A library that reads all values at once would take 128 GiB for this photo of 4 MB. */
  @Test
  void exifDataThatNameTheSameBytesThousandsOfTimesDoNotCostMemory() throws IOException {
    int entries = 65_535;
    ByteBuffer exif = ByteBuffer.allocate(4 << 20).order(ByteOrder.LITTLE_ENDIAN);
    exif.put("II*\0".getBytes(StandardCharsets.US_ASCII)).putInt(8).putShort((short) entries);
    for (int i = 0; i < entries; i++) {
      exif.putShort((short) 700).putShort((short) 7).putInt(2 << 20).putInt(10);
    }
    byte[] png = TestPhotos.file(pattern(BufferedImage.TYPE_3BYTE_BGR), "PNG");
    assertSamples(
        read(TestPhotos.pngWithChunk(png, "eXIf", exif.array())),
        pattern(BufferedImage.TYPE_3BYTE_BGR).getRaster());
  }

  /** The second directory of EXIF data describes the thumbnail. */
  @Test
  void theOrientationOfAThumbnailIsNotThePhotos() throws IOException {
    ByteBuffer exif = ByteBuffer.allocate(48).order(ByteOrder.BIG_ENDIAN);
    exif.put("MM\0*".getBytes(StandardCharsets.US_ASCII)).putInt(8);
    exif.putShort((short) 1).putShort((short) 296).putShort((short) 3).putInt(1).putInt(2 << 16);
    exif.putInt(26).putShort((short) 1);
    exif.putShort((short) 274).putShort((short) 3).putInt(1).putInt(6 << 16).putInt(0);
    byte[] jpeg = TestPhotos.file(TestPhotos.smooth(40, 24, 5), "JPEG");
    assertTurned(read(jpeg), read(TestPhotos.jpegWithExif(jpeg, exif.array())), 1);
  }

  @Test
  void anIccProfileIsKeptAndNeverApplied() throws IOException {
    IccProfile profile = TestPhotos.linearRgbProfile();
    byte[] jpeg = TestPhotos.file(TestPhotos.smooth(24, 24, 5), "JPEG");
    assertProfileKept(jpeg, JpegContainer.withProfile(jpeg, profile), profile);
    byte[] webp = TestPhotos.fixture("lossless.webp");
    assertProfileKept(webp, TestPhotos.webpWith(webp, 9, 6, profile.bytes(), new byte[0]), profile);
    byte[] lossy = TestPhotos.fixture("lossy.webp");
    assertProfileKept(
        lossy, TestPhotos.webpWith(lossy, 40, 24, profile.bytes(), new byte[0]), profile);
    byte[] grey = TestPhotos.file(TestPhotos.smooth(24, 24, 10), "JPEG");
    IccProfile greyProfile = TestPhotos.greyProfile();
    assertProfileKept(grey, JpegContainer.withProfile(grey, greyProfile), greyProfile);
  }

  @Test
  void aProfileThatDoesNotFitOrIsDamagedIsLeftOut() throws IOException {
    byte[] grey = TestPhotos.file(TestPhotos.smooth(24, 24, 10), "JPEG");
    assertThat(read(JpegContainer.withProfile(grey, TestPhotos.linearRgbProfile())).iccProfile())
        .isEmpty();
    byte[] png = TestPhotos.file(pattern(BufferedImage.TYPE_3BYTE_BGR), "PNG");
    Photo photo = read(TestPhotos.pngWithChunk(png, "iCCP", new byte[] {'a', 0, 0, 1, 2, 3}));
    assertThat(photo.iccProfile()).isEmpty();
    assertSamples(photo, pattern(BufferedImage.TYPE_3BYTE_BGR).getRaster());
  }

  @Test
  void cameraFilesWithBytesAfterTheirEndAreRead() throws IOException {
    byte[] jpeg = TestPhotos.file(TestPhotos.smooth(24, 24, 5), "JPEG");
    byte[] longer = Arrays.copyOf(jpeg, jpeg.length + 500);
    assertThat(read(longer).pixels().toArray()).containsExactly(read(jpeg).pixels().toArray());
    byte[] png = TestPhotos.file(pattern(5), "PNG");
    assertSamples(read(Arrays.copyOf(png, png.length + 9)), pattern(5).getRaster());
  }

  @Test
  void realPhotosSurviveALosslessCopyBitForBit() throws IOException {
    Path photos = Path.of("../shared/photos");
    assumeTrue(Files.isDirectory(photos), "no folder of real photos beside the project");
    List<Path> files;
    try (Stream<Path> list = Files.list(photos)) {
      files = list.filter(f -> f.toString().endsWith(".jpg")).sorted().limit(3).toList();
    }
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      Photo photo = new PhotoReader(ReadLimits.DEFAULT).read(file);
      assertThat(photo.channels()).isEqualTo(3);
      Path copy = folder.resolve("copy.png");
      new PhotoWriter().write(photo, copy, OutputFormat.PNG);
      Photo again = new PhotoReader(ReadLimits.DEFAULT).read(copy);
      assertThat(Quality.maxLevelChange(photo.pixels(), again.pixels())).isZero();
      assertThat(again.iccProfile()).isEqualTo(photo.iccProfile());
    }
  }

  private Photo read(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("photo"), bytes);
    return new PhotoReader(ReadLimits.DEFAULT).read(file);
  }

  private static BufferedImage pattern(int type) {
    BufferedImage image = new BufferedImage(13, 9, type);
    int max =
        image.getRaster().getDataBuffer().getDataType() == DataBuffer.TYPE_USHORT ? 65535 : 255;
    for (int y = 0; y < 9; y++) {
      for (int x = 0; x < 13; x++) {
        for (int band = 0; band < image.getRaster().getNumBands(); band++) {
          image.getRaster().setSample(x, y, band, TestPhotos.level(band, x, y, max));
        }
      }
    }
    return image;
  }

  private static BufferedImage indexed(IndexColorModel palette) {
    BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_BINARY, palette);
    for (int i = 0; i < 16; i++) {
      image.getRaster().setSample(i % 4, i / 4, 0, i % 4);
    }
    return image;
  }

  private static void assertSamples(Photo photo, Raster raster) {
    Levels levels = Levels.of(photo.bitDepth());
    int plane = photo.width() * photo.height();
    for (int i = 0; i < photo.pixels().size(); i++) {
      int level = raster.getSample(i % photo.width(), i % plane / photo.width(), i / plane);
      assertThat(photo.pixels().get(i)).isEqualTo(levels.value(level));
    }
  }

  private static void assertWebpPattern(Photo photo, int width) {
    assertThat(photo.width()).isEqualTo(width);
    assertThat(photo.height()).isEqualTo(6);
    for (int y = 0; y < 6; y++) {
      for (int x = 0; x < width; x++) {
        assertThat(rgb(photo, x, y))
            .containsExactly(x * 28 + 3, y * 45 + 7, (x * 17 + y * 31) % 256);
      }
    }
  }

  private static void assertTurned(Photo upright, Photo turned, int tag) {
    Orientation orientation = Orientation.of(tag);
    assertThat(turned.pixels().toArray())
        .containsExactly(orientation.apply(upright.pixels()).toArray());
    assertThat(turned.width()).isEqualTo(tag >= 5 ? upright.height() : upright.width());
    assertThat(turned.alpha().isPresent()).isEqualTo(upright.alpha().isPresent());
    if (turned.alpha().isPresent()) {
      int at = orientation.source(1, 2, upright.width(), upright.height());
      assertThat(turned.alpha().get().level(2 * turned.width() + 1))
          .isEqualTo(upright.alpha().get().level(at));
    }
  }

  private void assertProfileKept(byte[] without, byte[] with, IccProfile profile)
      throws IOException {
    Photo photo = read(with);
    assertThat(photo.iccProfile()).contains(profile);
    assertThat(photo.pixels().toArray()).containsExactly(read(without).pixels().toArray());
  }

  private static int[] rgb(Photo photo, int x, int y) {
    int plane = photo.width() * photo.height();
    int[] levels = new int[3];
    for (int c = 0; c < 3; c++) {
      levels[c] = EIGHT.nearest(photo.pixels().get(c * plane + y * photo.width() + x));
    }
    return levels;
  }

  /** Keeps Java's own conversion out of the tests above: it must differ from what is read. */
  @Test
  void javasOwnConversionWouldHaveChangedTheValues() {
    BufferedImage grey = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSample(0, 0, 0, 100);
    BufferedImage converted =
        new ColorConvertOp(ColorSpace.getInstance(ColorSpace.CS_sRGB), null).filter(grey, null);
    assertThat(converted.getRaster().getSample(0, 0, 0)).isNotEqualTo(100);
  }
}
