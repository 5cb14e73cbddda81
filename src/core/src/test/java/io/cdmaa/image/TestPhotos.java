package io.cdmaa.image;

import io.cdmaa.tensor.FloatTensor;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Makes photos and files for the tests. */
final class TestPhotos {
  private TestPhotos() {}

  /** A level for channel c at (x, y): no two neighbours and no two channels agree. */
  static int level(int c, int x, int y, int max) {
    return Math.floorMod(x * 7919 + y * 104_729 + c * 1_299_709 + x * y * 31, max + 1);
  }

  /** A photo of that pattern. */
  static Photo photo(int channels, int width, int height, int bitDepth, boolean alpha) {
    Levels levels = Levels.of(bitDepth);
    FloatTensor pixels = FloatTensor.zeros(channels, height, width);
    for (int i = 0; i < pixels.size(); i++) {
      int x = i % width;
      int y = i / width % height;
      pixels.set(i, levels.value(level(i / (width * height), x, y, levels.max())));
    }
    char[] opacity = new char[width * height];
    for (int i = 0; i < opacity.length; i++) {
      opacity[i] = (char) level(3, i % width, i / width, levels.max());
    }
    return new Photo(
        pixels,
        alpha ? Optional.of(AlphaPlane.of(width, height, opacity)) : Optional.empty(),
        bitDepth,
        Optional.empty());
  }

  static Photo withProfile(Photo photo, IccProfile profile) {
    return new Photo(photo.pixels(), photo.alpha(), photo.bitDepth(), Optional.of(profile));
  }

  /** A profile far from sRGB: whoever applies it changes nearly every value. */
  static IccProfile linearRgbProfile() {
    return profile(ColorSpace.CS_LINEAR_RGB);
  }

  static IccProfile greyProfile() {
    return profile(ColorSpace.CS_GRAY);
  }

  private static IccProfile profile(int colourSpace) {
    return IccProfile.of(ICC_Profile.getInstance(colourSpace).getData()).orElseThrow();
  }

  /** A picture that JPEG hardly changes. */
  static BufferedImage smooth(int width, int height, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int band = 0; band < image.getRaster().getNumBands(); band++) {
          image.getRaster().setSample(x, y, band, 30 + 40 * band + (80 * x + 40 * y) / width);
        }
      }
    }
    return image;
  }

  static byte[] file(BufferedImage image, String format) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, bytes)) {
        throw new IllegalArgumentException(format + " cannot hold " + image);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] progressiveJpeg(BufferedImage image) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("JPEG").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(stream);
      ImageWriteParam settings = writer.getDefaultWriteParam();
      settings.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      writer.write(null, new IIOImage(image, null, null), settings);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  static byte[] fixture(String name) throws IOException {
    try (InputStream stream = TestPhotos.class.getResourceAsStream("/image/" + name)) {
      return stream.readAllBytes();
    }
  }

  /** EXIF data whose only entry is the orientation. */
  static byte[] exif(int orientation, ByteOrder order) {
    return ByteBuffer.allocate(26)
        .order(order)
        .put((order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM").getBytes(StandardCharsets.US_ASCII))
        .putShort((short) 42)
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) 274)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) orientation)
        .putShort((short) 0)
        .putInt(0)
        .array();
  }

  /** A JPEG with EXIF data right after its start. */
  static byte[] jpegWithExif(byte[] jpeg, byte[] exif) {
    return ByteBuffer.allocate(jpeg.length + exif.length + 10)
        .put(jpeg, 0, 2)
        .putShort((short) 0xffe1)
        .putShort((short) (exif.length + 8))
        .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
        .put(exif)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  /** A PNG with one more chunk after its header. */
  static byte[] pngWithChunk(byte[] png, String type, byte[] content) {
    byte[] chunk = pngChunk(type, content);
    return ByteBuffer.allocate(png.length + chunk.length)
        .put(png, 0, 33)
        .put(chunk)
        .put(png, 33, png.length - 33)
        .array();
  }

  static byte[] pngChunk(String type, byte[] content) {
    CRC32 checksum = new CRC32();
    checksum.update(type.getBytes(StandardCharsets.US_ASCII));
    checksum.update(content);
    return ByteBuffer.allocate(content.length + 12)
        .putInt(content.length)
        .put(type.getBytes(StandardCharsets.US_ASCII))
        .put(content)
        .putInt((int) checksum.getValue())
        .array();
  }

  /** A simple WebP made extended, with an ICC profile before and EXIF data after its picture. */
  static byte[] webpWith(byte[] webp, int width, int height, byte[] profile, byte[] exif) {
    ByteBuffer out =
        ByteBuffer.allocate(webp.length + profile.length + exif.length + 40)
            .order(ByteOrder.LITTLE_ENDIAN);
    out.put("RIFF____WEBPVP8X".getBytes(StandardCharsets.US_ASCII)).putInt(10);
    out.putInt(0x28);
    out.put(new byte[] {(byte) (width - 1), 0, 0, (byte) (height - 1), 0, 0});
    putChunk(out, "ICCP", profile);
    out.put(webp, 12, webp.length - 12);
    putChunk(out, "EXIF", exif);
    out.putInt(4, out.position() - 8);
    byte[] file = new byte[out.position()];
    out.get(0, file);
    return file;
  }

  private static void putChunk(ByteBuffer out, String type, byte[] content) {
    out.put(type.getBytes(StandardCharsets.US_ASCII)).putInt(content.length).put(content);
    if (content.length % 2 == 1) {
      out.put((byte) 0);
    }
  }
}
