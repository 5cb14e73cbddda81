package io.cdmaa.evaluation;

import io.cdmaa.image.Pictures;
import io.cdmaa.tensor.FloatTensor;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures small enough that a page with dozens of them opens at once. */
final class Thumbnail {
  private static final float QUALITY = 0.9f;

  private Thumbnail() {}

  /**
   * A picture inside the page itself.
   *
   * @param pixels [1 or 3, H, W] in [-1, 1]
   * @param side longest side in pixels; smaller pictures keep their size
   * @return a {@code data:} URI of a JPEG
   */
  static String dataUri(FloatTensor pixels, int side) {
    byte[] jpeg = jpeg(scaled(Pictures.toImage(pixels), side));
    return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg);
  }

  /** The picture with its longest side brought down to a length, halving so as not to alias. */
  static BufferedImage scaled(BufferedImage picture, int side) {
    BufferedImage current = picture;
    int longest = Math.max(picture.getWidth(), picture.getHeight());
    while (longest > side) {
      int next = Math.max(side, (longest + 1) / 2);
      current =
          resized(
              current,
              Math.max(1, Math.round((float) current.getWidth() * next / longest)),
              Math.max(1, Math.round((float) current.getHeight() * next / longest)));
      longest = next;
    }
    return current;
  }

  private static BufferedImage resized(BufferedImage from, int width, int height) {
    BufferedImage to = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = to.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(from, 0, 0, width, height, null);
    graphics.dispose();
    return to;
  }

  private static byte[] jpeg(BufferedImage picture) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam settings = writer.getDefaultWriteParam();
      settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      settings.setCompressionQuality(QUALITY);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(picture, null, null), settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
