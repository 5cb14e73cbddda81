package io.cdmaa.image;

import io.cdmaa.tensor.FloatTensor;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.nio.FloatBuffer;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds planes from a codec's output. It reads raw samples, never {@code getRGB} on grey or
 * profiled images: Java would convert these (its grey is linear) and change every value.
 */
final class PhotoAssembler {
  private static final Logger LOG = LoggerFactory.getLogger(PhotoAssembler.class);

  private PhotoAssembler() {}

  /**
   * Builds the upright photo.
   *
   * @throws MalformedFileException if its samples have more than 16 bits or are not integers
   */
  static Photo assemble(BufferedImage image, Header header) throws MalformedFileException {
    if (image.getColorModel() instanceof IndexColorModel palette) {
      return fromPalette(image.getRaster(), palette, header);
    }
    int colourSpace = image.getColorModel().getColorSpace().getType();
    if (colourSpace != ColorSpace.TYPE_GRAY && colourSpace != ColorSpace.TYPE_RGB) {
      return fromSamples(toSrgb(image), header, Optional.empty());
    }
    if (image.isAlphaPremultiplied()) {
      image.coerceData(false);
    }
    return fromSamples(image, header, header.iccProfile());
  }

  private static BufferedImage toSrgb(BufferedImage image) {
    BufferedImage converted =
        new BufferedImage(
            image.getWidth(),
            image.getHeight(),
            image.getColorModel().hasAlpha()
                ? BufferedImage.TYPE_4BYTE_ABGR
                : BufferedImage.TYPE_3BYTE_BGR);
    return new ColorConvertOp(null).filter(image, converted);
  }

  private static Photo fromPalette(Raster raster, IndexColorModel palette, Header header) {
    boolean rgbProfile = header.iccProfile().map(IccProfile::channels).orElse(0) == 3;
    boolean grey = !rgbProfile && isGrey(palette);
    int entries = palette.getMapSize();
    float[][] values = new float[grey ? 1 : 3][entries];
    char[] alphas = new char[entries];
    for (int i = 0; i < entries; i++) {
      values[0][i] = Levels.EIGHT_BIT.value(palette.getRed(i));
      if (!grey) {
        values[1][i] = Levels.EIGHT_BIT.value(palette.getGreen(i));
        values[2][i] = Levels.EIGHT_BIT.value(palette.getBlue(i));
      }
      alphas[i] = (char) palette.getAlpha(i);
    }
    int width = raster.getWidth();
    int height = raster.getHeight();
    FloatTensor pixels = FloatTensor.zeros(values.length, height, width);
    FloatBuffer out = pixels.buffer();
    char[] alpha = new char[palette.hasAlpha() ? width * height : 0];
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        int at = y * width + x;
        // A damaged file may have an index beyond the palette: use the last colour.
        int index = Math.min(row[x], entries - 1);
        for (int channel = 0; channel < values.length; channel++) {
          out.put(channel * width * height + at, values[channel][index]);
        }
        if (alpha.length > 0) {
          alpha[at] = alphas[index];
        }
      }
    }
    return upright(
        pixels,
        alpha.length > 0 ? Optional.of(AlphaPlane.of(width, height, alpha)) : Optional.empty(),
        8,
        header,
        header.iccProfile());
  }

  private static boolean isGrey(IndexColorModel palette) {
    for (int i = 0; i < palette.getMapSize(); i++) {
      if (palette.getRed(i) != palette.getGreen(i) || palette.getRed(i) != palette.getBlue(i)) {
        return false;
      }
    }
    return true;
  }

  private static Photo fromSamples(BufferedImage image, Header header, Optional<IccProfile> profile)
      throws MalformedFileException {
    ColorModel model = image.getColorModel();
    int type = model.getTransferType();
    int deepest = 0;
    for (int band = 0; band < model.getNumComponents(); band++) {
      deepest = Math.max(deepest, model.getComponentSize(band));
    }
    boolean integers =
        type == DataBuffer.TYPE_BYTE
            || type == DataBuffer.TYPE_USHORT
            || type == DataBuffer.TYPE_INT;
    if (!integers || deepest > 16) {
      throw new MalformedFileException(
          "has unsupported samples (" + deepest + " bits or floating point)");
    }
    int bitDepth = deepest <= 8 ? 8 : 16;
    Levels levels = Levels.of(bitDepth);
    int colours = model.getNumColorComponents();
    int bands = model.getNumComponents();
    Raster raster = image.getRaster();
    int width = raster.getWidth();
    int height = raster.getHeight();
    FloatTensor pixels = FloatTensor.zeros(colours, height, width);
    FloatBuffer out = pixels.buffer();
    char[] alpha = new char[model.hasAlpha() ? width * height : 0];
    int[] row = new int[width];
    for (int band = 0; band < bands; band++) {
      char[] scale = scale(model.getComponentSize(band), levels);
      float[] values = values(scale, levels);
      for (int y = 0; y < height; y++) {
        raster.getSamples(0, y, width, 1, band, row);
        for (int x = 0; x < width; x++) {
          if (band < colours) {
            out.put((band * height + y) * width + x, values[row[x]]);
          } else {
            alpha[y * width + x] = scale[row[x]];
          }
        }
      }
    }
    return upright(
        pixels,
        alpha.length > 0 ? Optional.of(AlphaPlane.of(width, height, alpha)) : Optional.empty(),
        bitDepth,
        header,
        profile);
  }

  /** Scales samples of fewer bits (5, 6, 12...) to all levels; the identity for 8 and 16. */
  private static char[] scale(int bits, Levels levels) {
    int max = (1 << bits) - 1;
    char[] scaled = new char[max + 1];
    for (int sample = 0; sample <= max; sample++) {
      scaled[sample] = (char) Math.round((double) sample * levels.max() / max);
    }
    return scaled;
  }

  private static float[] values(char[] scale, Levels levels) {
    float[] values = new float[scale.length];
    for (int sample = 0; sample < values.length; sample++) {
      values[sample] = levels.value(scale[sample]);
    }
    return values;
  }

  private static Photo upright(
      FloatTensor pixels,
      Optional<AlphaPlane> alpha,
      int bitDepth,
      Header header,
      Optional<IccProfile> profile) {
    Orientation orientation = header.orientation();
    long channels = pixels.shape()[0];
    Optional<IccProfile> fitting = profile.filter(p -> p.channels() == channels);
    if (profile.isPresent() && fitting.isEmpty()) {
      LOG.debug("{} does not fit {} and is left out", profile.get(), pixels);
    }
    return new Photo(orientation.apply(pixels), alpha.map(orientation::apply), bitDepth, fitting);
  }
}
