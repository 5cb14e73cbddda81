package io.cdmaa.transform;

import io.cdmaa.image.Levels;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.PhotoWriter;
import io.cdmaa.image.ReadLimits;
import io.cdmaa.tensor.FloatTensor;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.ConvolveOp;
import java.awt.image.Kernel;
import java.awt.image.LookupOp;
import java.awt.image.ShortLookupTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * Applies transforms as other programs do, with the JDK's codec, libwebp and the JDK's image
 * operators. No code is shared with the graphs.
 */
final class Served {
  private static final Path IN_MEMORY = Path.of("the photo in memory");
  private static final ReadLimits UNLIMITED = new ReadLimits(Long.MAX_VALUE, Integer.MAX_VALUE);

  private static final Map<Resize.Filter, Object> HINTS =
      Map.of(
          Resize.Filter.BILINEAR, RenderingHints.VALUE_INTERPOLATION_BILINEAR,
          Resize.Filter.BICUBIC, RenderingHints.VALUE_INTERPOLATION_BICUBIC);

  private Served() {}

  /** Encodes and decodes the photo with the JDK's codec. */
  static Photo asJpeg(Photo photo, int quality, boolean halvedChroma) {
    return decoded(photo, new PhotoWriter().encodeJpeg(photo, quality, halvedChroma));
  }

  /** Encodes and decodes the photo with libwebp. */
  static Photo asWebp(Photo photo, int quality) {
    return decoded(photo, new PhotoWriter().encodeWebp(photo, quality));
  }

  private static Photo decoded(Photo photo, byte[] file) {
    Photo read = new PhotoReader(UNLIMITED).read(file, IN_MEMORY);
    if (read.channels() == photo.channels()) {
      return read;
    }
    // The codecs return a grey photo as three planes, which are equal or nearly so.
    FloatTensor grey = FloatTensor.zeros(photo.pixels().shape());
    grey.buffer().put(0, read.pixels().buffer(), 0, grey.size());
    return opaque(grey);
  }

  /** Resizes with Java 2D, or AWT's averaging filter for areas. */
  static Photo resized(Photo photo, Resize resize) {
    BufferedImage small =
        scaled(
            image(photo),
            resize.filter(),
            resize.resized(photo.width()),
            resize.resized(photo.height()));
    return photo(photo, scaled(small, resize.back(), photo.width(), photo.height()));
  }

  /** Crops and enlarges with Java 2D. */
  static Photo cropped(Photo photo, CropJitter crop) {
    CropJitter.Rest columns = crop.columns(photo.width());
    CropJitter.Rest rows = crop.rows(photo.height());
    BufferedImage rest =
        image(photo).getSubimage(columns.start(), rows.start(), columns.length(), rows.length());
    return photo(photo, scaled(rest, Resize.Filter.BILINEAR, photo.width(), photo.height()));
  }

  private static BufferedImage scaled(
      BufferedImage image, Resize.Filter filter, int width, int height) {
    if (image.getWidth() == width && image.getHeight() == height) {
      return image;
    }
    BufferedImage target = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = target.createGraphics();
    try {
      if (filter == Resize.Filter.AREA) {
        Image averaged = image.getScaledInstance(width, height, Image.SCALE_AREA_AVERAGING);
        graphics.drawImage(averaged, 0, 0, null);
      } else {
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, HINTS.get(filter));
        graphics.drawImage(image, 0, 0, width, height, null);
      }
    } finally {
      graphics.dispose();
    }
    return target;
  }

  /** Blurs with the JDK's convolution, on an image whose border pixels are repeated outwards. */
  static Photo blurred(Photo photo, List<Double> kernel) {
    int taps = kernel.size();
    int reach = taps / 2;
    float[] weights = new float[taps];
    for (int i = 0; i < taps; i++) {
      weights[i] = kernel.get(i).floatValue();
    }
    BufferedImage wide = framed(image(photo), reach);
    BufferedImage down = new ConvolveOp(new Kernel(1, taps, weights)).filter(wide, null);
    BufferedImage both = new ConvolveOp(new Kernel(taps, 1, weights)).filter(down, null);
    return photo(photo, both.getSubimage(reach, reach, photo.width(), photo.height()));
  }

  private static BufferedImage framed(BufferedImage image, int margin) {
    int width = image.getWidth();
    int height = image.getHeight();
    BufferedImage wide =
        new BufferedImage(width + 2 * margin, height + 2 * margin, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < wide.getHeight(); y++) {
      for (int x = 0; x < wide.getWidth(); x++) {
        int fromX = Math.max(0, Math.min(width - 1, x - margin));
        int fromY = Math.max(0, Math.min(height - 1, y - margin));
        wide.setRGB(x, y, image.getRGB(fromX, fromY));
      }
    }
    return wide;
  }

  /** Applies a tone curve with the JDK's look-up tables. */
  static Photo toned(Photo photo, Tone tone) {
    short[] levels = new short[256];
    for (int level = 0; level < levels.length; level++) {
      levels[level] = (short) tone.level(level);
    }
    return photo(
        photo, new LookupOp(new ShortLookupTable(0, levels), null).filter(image(photo), null));
  }

  /** A change of one value in [-1,1], by its index. */
  @FunctionalInterface
  interface Change {
    float apply(float value, int at);
  }

  /** Changes every value and rounds it to 8 bits. */
  static Photo changed(Photo photo, Change change) {
    FloatTensor pixels = FloatTensor.zeros(photo.pixels().shape());
    Levels levels = Levels.EIGHT_BIT;
    for (int i = 0; i < pixels.size(); i++) {
      float before = levels.value(levels.nearest(photo.pixels().get(i)));
      pixels.set(i, levels.value(levels.nearest(change.apply(before, i))));
    }
    return opaque(pixels);
  }

  /**
   * Returns the photo's levels; a grey photo becomes three equal channels, as Java's own grey is
   * linear.
   */
  private static BufferedImage image(Photo photo) {
    int width = photo.width();
    int height = photo.height();
    int plane = width * height;
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    IntUnaryOperator level = at -> Levels.EIGHT_BIT.nearest(photo.pixels().get(at));
    for (int at = 0; at < plane; at++) {
      int red = level.applyAsInt(at);
      int green = photo.channels() == 1 ? red : level.applyAsInt(plane + at);
      int blue = photo.channels() == 1 ? red : level.applyAsInt(2 * plane + at);
      image.setRGB(at % width, at / width, (red << 16) | (green << 8) | blue);
    }
    return image;
  }

  private static Photo photo(Photo like, BufferedImage image) {
    int width = like.width();
    int plane = width * like.height();
    FloatTensor pixels = FloatTensor.zeros(like.pixels().shape());
    for (int i = 0; i < pixels.size(); i++) {
      int rgb = image.getRGB(i % plane % width, i % plane / width);
      pixels.set(i, Levels.EIGHT_BIT.value((rgb >> (16 - 8 * (i / plane))) & 255));
    }
    return opaque(pixels);
  }

  private static Photo opaque(FloatTensor pixels) {
    return new Photo(pixels, Optional.empty(), 8, Optional.empty());
  }
}
