package io.cdmaa.image;

import io.cdmaa.tensor.FloatTensor;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Measures of the difference between two images. All take [C, H, W] in [-1, 1], whose span of 2 is
 * 255 8-bit levels, and accumulate in double.
 */
public final class Quality {
  private static final double PEAK = 2.0;

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
              PEAK);
    }
    return sum / channels;
  }

  private static void requireSameShape(FloatTensor a, FloatTensor b) {
    if (!Arrays.equals(a.shape(), b.shape())) {
      throw new IllegalArgumentException(a + " and " + b + " differ in shape");
    }
  }
}
