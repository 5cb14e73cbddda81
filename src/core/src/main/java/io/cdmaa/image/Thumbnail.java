package io.cdmaa.image;

import io.cdmaa.tensor.FloatTensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import net.coobird.thumbnailator.Thumbnails;

/**
 * Images scaled to their size on a page or sheet. Thumbnailator scales them, in several steps for
 * large reductions, to avoid aliasing.
 */
public final class Thumbnail {
  private static final float QUALITY = 0.9f;

  private Thumbnail() {}

  /**
   * Returns an image for embedding in a page, small enough that a page with dozens of images opens
   * at once.
   *
   * @param pixels [1 or 3, H, W] in [-1, 1]
   * @param side longest side in pixels; smaller images keep their size
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
   * Returns an image for a sheet whose cells have one size.
   *
   * @param pixels [1 or 3, H, W] in [-1, 1]
   * @param side longest side in pixels, also for smaller images
   */
  public static BufferedImage cell(FloatTensor pixels, int side) {
    return fitted(Pictures.toImage(pixels), side);
  }

  /** Scales an image so that its longest side has the given length. */
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
