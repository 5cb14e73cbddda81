package io.cdmaa.image;

import io.cdmaa.tensor.FloatTensor;

/**
 * The just noticeable difference of each pixel: how far its brightness can change before an
 * observer notices.
 *
 * <ul>
 *   <li>Luminance adaptation (Chou and Li, "A perceptually tuned subband image coder based on the
 *       measure of just-noticeable-distortion profile", IEEE Trans. CSVT 5(6), 1995): on a
 *       background of mean luma B, 17 (1 - sqrt(B / 127)) + 3 levels up to B = 127, and 3 (B - 127)
 *       / 128 + 3 above; but no more than the 6 levels of white. The published 20 levels on black,
 *       from lit cathode ray tubes, show as coloured noise on today's screens.
 *   <li>Contrast masking: 0.7 times the local standard deviation of the luma, in levels.
 *   <li>Both together by the nonlinear additivity model (Yang et al., "Just noticeable distortion
 *       model and its applications in video coding", Signal Processing: Image Communication 20(7),
 *       2005): their sum less 0.3 times the smaller.
 * </ul>
 *
 * <p>Mean and deviation are taken in a Gaussian window with a standard deviation of 1.5 pixels, the
 * window of SSIM, which loses least where the deviation is high. Border pixels are repeated
 * outwards.
 */
public final class JustNoticeable {
  private static final double BRIGHTEST = 6;
  private static final double MASKING = 0.7;
  private static final double OVERLAP = 0.3;
  private static final double[] WINDOW = window(5, 1.5);

  private JustNoticeable() {}

  /**
   * Returns the difference at each pixel.
   *
   * @return levels of 255, row by row, at least 3
   */
  public static double[] of(Photo photo) {
    double[] luma = luma(photo);
    double[] mean = filtered(luma, photo.width(), photo.height());
    double[] squares = new double[luma.length];
    for (int i = 0; i < luma.length; i++) {
      squares[i] = luma[i] * luma[i];
    }
    double[] meanSquare = filtered(squares, photo.width(), photo.height());
    double[] noticeable = new double[luma.length];
    for (int i = 0; i < luma.length; i++) {
      double variance = Math.max(0, meanSquare[i] - mean[i] * mean[i]);
      noticeable[i] = combined(adaptation(mean[i]), MASKING * Math.sqrt(variance));
    }
    return noticeable;
  }

  /**
   * Returns the difference, in levels, that is visible on a flat background of a luma in levels.
   */
  static double adaptation(double background) {
    return background <= 127
        ? Math.min(BRIGHTEST, 17 * (1 - Math.sqrt(Math.max(0, background) / 127)) + 3)
        : 3 * (background - 127) / 128 + 3;
  }

  /** Returns what two maskers hide together. */
  static double combined(double adaptation, double masking) {
    return adaptation + masking - OVERLAP * Math.min(adaptation, masking);
  }

  /** Returns Y of ITU-R BT.601, in levels of 255. */
  private static double[] luma(Photo photo) {
    FloatTensor pixels = photo.pixels();
    int plane = photo.width() * photo.height();
    double[] luma = new double[plane];
    for (int i = 0; i < plane; i++) {
      double value =
          photo.channels() == 1
              ? pixels.get(i)
              : 0.299 * pixels.get(i)
                  + 0.587 * pixels.get(plane + i)
                  + 0.114 * pixels.get(2 * plane + i);
      luma[i] = (value + 1) * 127.5;
    }
    return luma;
  }

  private static double[] window(int reach, double sigma) {
    double[] window = new double[2 * reach + 1];
    double sum = 0;
    for (int i = 0; i < window.length; i++) {
      window[i] = Math.exp(-(i - reach) * (i - reach) / (2 * sigma * sigma));
      sum += window[i];
    }
    for (int i = 0; i < window.length; i++) {
      window[i] /= sum;
    }
    return window;
  }

  private static double[] filtered(double[] plane, int width, int height) {
    double[] across = new double[plane.length];
    double[] both = new double[plane.length];
    int reach = WINDOW.length / 2;
    for (int at = 0; at < plane.length; at++) {
      int row = at / width * width;
      for (int k = -reach; k <= reach; k++) {
        int column = Math.max(0, Math.min(width - 1, at - row + k));
        across[at] += WINDOW[k + reach] * plane[row + column];
      }
    }
    for (int at = 0; at < plane.length; at++) {
      for (int k = -reach; k <= reach; k++) {
        int row = Math.max(0, Math.min(height - 1, at / width + k));
        both[at] += WINDOW[k + reach] * across[row * width + at % width];
      }
    }
    return both;
  }
}
