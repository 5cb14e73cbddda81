package io.cdmaa.image;

import io.cdmaa.tensor.FloatTensor;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Measures of the difference between two images. All take [C, H, W] in [-1, 1], whose span of 2 is
 * 255 8-bit levels, and accumulate in double.
 */
public final class Quality {
  private static final double BLACK = -1;
  private static final double PEAK = 2.0;

  /** The exponents of multi-scale SSIM, from the finest scale. */
  private static final double[] SCALES = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};

  /** The shortest side of an image that {@link #multiScaleSsim} accepts. */
  public static final int MULTI_SCALE_SIDE = 16;

  private Quality() {}

  /**
   * Returns the largest change of any sample.
   *
   * @return 8-bit levels (127.5 times the difference), for 16-bit photos, too, so not always an
   *     integer
   */
  public static double maxLevelChange(FloatTensor a, FloatTensor b) {
    requireSameShape(a, b);
    FloatBuffer first = a.buffer();
    FloatBuffer second = b.buffer();
    double largest = 0;
    for (int i = 0; i < first.capacity(); i++) {
      largest = Math.max(largest, Math.abs((double) first.get(i) - second.get(i)));
    }
    return largest * (255 / PEAK);
  }

  /**
   * Returns the peak signal-to-noise ratio over all samples of all channels.
   *
   * @return decibels; positive infinity for identical images
   */
  public static double psnr(FloatTensor a, FloatTensor b) {
    requireSameShape(a, b);
    FloatBuffer first = a.buffer();
    FloatBuffer second = b.buffer();
    double sum = 0;
    for (int i = 0; i < first.capacity(); i++) {
      double difference = (double) first.get(i) - second.get(i);
      sum += difference * difference;
    }
    return sum == 0
        ? Double.POSITIVE_INFINITY
        : 10 * Math.log10(PEAK * PEAK * first.capacity() / sum);
  }

  /**
   * Returns the structural similarity (Wang, Bovik, Sheikh, Simoncelli: "Image Quality Assessment:
   * From Error Visibility to Structural Similarity", IEEE TIP 13(4), 2004): Gaussian window 11 x 11
   * with sigma 1.5, K1 = 0.01, K2 = 0.03, population variances, averaged over channels and all
   * windows that are completely inside. The definition's greyscale image is here each colour plane.
   * Brightness counts from black, as there: on [-1, 1] the luminance factor would be strictest at
   * medium grey.
   *
   * <p>If a side is shorter than 11, the window along it shrinks to the largest odd size that fits,
   * with the same sigma, normalised again.
   *
   * @return 1 for identical images, less otherwise, never below -1
   */
  public static double ssim(FloatTensor a, FloatTensor b) {
    requireSameShape(a, b);
    long[] shape = a.shape();
    if (shape.length != 3) {
      throw new IllegalArgumentException("expected [C, H, W], not " + a);
    }
    int channels = (int) shape[0];
    double sum = 0;
    for (int channel = 0; channel < channels; channel++) {
      sum +=
          Ssim.ofPlane(
                  a.rows(channel, 1).buffer(),
                  b.rows(channel, 1).buffer(),
                  (int) shape[2],
                  (int) shape[1],
                  BLACK,
                  PEAK)
              .similarity();
    }
    return sum / channels;
  }

  /**
   * Returns the multi-scale structural similarity (Wang, Simoncelli and Bovik, "Multiscale
   * structural similarity for image quality assessment", Asilomar 2003): contrast and structure at
   * five scales, each half the size of the one before by the mean of 2 x 2 pixels, and luminance at
   * the last, with the published exponents; averaged over channels. A negative factor counts as 0.
   * Where a side is too short for a window of 11, the window shrinks as in {@link #ssim}.
   *
   * @return 1 for identical images, less otherwise, never below 0
   * @throws IllegalArgumentException if a side is shorter than 16
   */
  public static double multiScaleSsim(FloatTensor a, FloatTensor b) {
    requireSameShape(a, b);
    long[] shape = a.shape();
    if (shape.length != 3 || Math.min(shape[1], shape[2]) < MULTI_SCALE_SIDE) {
      throw new IllegalArgumentException("expected [C, H, W] with sides from 16, not " + a);
    }
    double sum = 0;
    for (int channel = 0; channel < shape[0]; channel++) {
      sum += multiScale(a.rows(channel, 1), b.rows(channel, 1), (int) shape[2], (int) shape[1]);
    }
    return sum / shape[0];
  }

  private static double multiScale(FloatTensor first, FloatTensor second, int columns, int rows) {
    FloatTensor a = first;
    FloatTensor b = second;
    int width = columns;
    int height = rows;
    double product = 1;
    for (int scale = 0; scale < SCALES.length; scale++) {
      Ssim.Means means = Ssim.ofPlane(a.buffer(), b.buffer(), width, height, BLACK, PEAK);
      boolean last = scale == SCALES.length - 1;
      double factor = last ? means.similarity() : means.structure();
      product *= Math.pow(Math.max(0, factor), SCALES[scale]);
      if (!last) {
        a = halved(a, width, height);
        b = halved(b, width, height);
        width /= 2;
        height /= 2;
      }
    }
    return product;
  }

  /** Returns the means of 2 x 2 pixels; an odd last row or column is dropped. */
  private static FloatTensor halved(FloatTensor plane, int width, int height) {
    int columns = width / 2;
    FloatTensor half = FloatTensor.zeros(1, height / 2, columns);
    for (int i = 0; i < half.size(); i++) {
      int at = i / columns * 2 * width + i % columns * 2;
      float above = plane.get(at) + plane.get(at + 1);
      half.set(i, (above + plane.get(at + width) + plane.get(at + width + 1)) / 4);
    }
    return half;
  }

  /**
   * Returns the colour difference CIEDE2000, mean over the pixels, of two images taken as sRGB.
   *
   * @return 0 for identical images; about 1 is just noticeable between large patches
   */
  public static double colourDifference(FloatTensor a, FloatTensor b) {
    requireSameShape(a, b);
    return ColourDifference.mean(a, b);
  }

  private static void requireSameShape(FloatTensor a, FloatTensor b) {
    if (!Arrays.equals(a.shape(), b.shape())) {
      throw new IllegalArgumentException(a + " and " + b + " differ in shape");
    }
  }
}
