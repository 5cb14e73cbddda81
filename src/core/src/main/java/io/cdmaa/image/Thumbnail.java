package io.cdmaa.image;

import io.cdmaa.tensor.FloatTensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import net.coobird.thumbnailator.Thumbnails;

/**
 * Pictures at the size at which they are looked at. Thumbnailator scales them, in several steps
 * where they become much smaller, so that they do not alias.
 */
public final class Thumbnail {
  private static final float QUALITY = 0.9f;

  private Thumbnail() {}

  /**
   * A picture inside a page, small enough that a page with dozens of them opens at once.
   *
   * @param pixels [1 or 3, H, W] in [-1, 1]
   * @param side longest side in pixels; smaller pictures keep their size
   * @return a {@code data:} URI of a JPEG
   */
  public static String dataUri(FloatTensor pixels, int side) {
    BufferedImage picture = Pictures.toImage(pixels);
    int longest = Math.max(picture.getWidth(), picture.getHeight());
    try {
      byte[] jpeg = Encoder.jpeg(fitted(picture, Math.min(side, longest)), QUALITY, true);
      return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A picture for a sheet whose cells have one size.
   *
   * @param pixels [1 or 3, H, W] in [-1, 1]
   * @param side longest side in pixels, of smaller pictures too
   */
  public static BufferedImage cell(FloatTensor pixels, int side) {
    return fitted(Pictures.toImage(pixels), side);
  }

  /** The picture with its longest side brought to a length. */
  static BufferedImage fitted(BufferedImage picture, int side) {
    if (Math.max(picture.getWidth(), picture.getHeight()) == side) {
      return picture;
    }
    try {
      return Thumbnails.of(picture).size(side, side).asBufferedImage();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
