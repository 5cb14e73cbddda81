package io.cdmaa.evaluation;

import io.cdmaa.tensor.FloatTensor;

/**
 * The gradient magnitude similarity deviation of two images (Xue, Zhang, Mou and Bovik, "Gradient
 * Magnitude Similarity Deviation: A Highly Efficient Perceptual Image Quality Index", IEEE TIP
 * 23(2), 2014, eqs. 4 to 7): how unevenly the edges of one image agree with those of the other. 0
 * for images with the same edges; it needs no model.
 *
 * <p>As in the authors' program: luma from 0 to 255, averaged over squares of 2 x 2 pixels, Prewitt
 * gradients with zeros beyond the margins, and the constant 170. A last odd row or column is left
 * out.
 */
final class Gmsd {
  private static final double STABILITY = 170;
  private static final double[] LUMA = {0.299, 0.587, 0.114};

  private Gmsd() {}

  /**
   * Returns the deviation.
   *
   * @param a [3, H, W] RGB in [-1, 1], at least 2 x 2 pixels
   * @param b an image of the same shape
   * @return at least 0; at most 0.5, since similarities lie in [0, 1]
   */
  static double between(FloatTensor a, FloatTensor b) {
    double[][] first = halfLuma(a);
    double[][] second = halfLuma(b);
    int height = first.length;
    int width = first[0].length;
    double sum = 0;
    double squares = 0;
    double[] similarities = new double[height * width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double m = magnitude(first, y, x);
        double n = magnitude(second, y, x);
        double similarity = (2 * m * n + STABILITY) / (m * m + n * n + STABILITY);
        similarities[y * width + x] = similarity;
        sum += similarity;
      }
    }
    double mean = sum / similarities.length;
    for (double similarity : similarities) {
      squares += (similarity - mean) * (similarity - mean);
    }
    return Math.sqrt(squares / similarities.length);
  }

  private static double[][] halfLuma(FloatTensor image) {
    int height = (int) image.shape()[1];
    int width = (int) image.shape()[2];
    double[][] half = new double[height / 2][width / 2];
    for (int c = 0; c < LUMA.length; c++) {
      for (int y = 0; y < height / 2 * 2; y++) {
        for (int x = 0; x < width / 2 * 2; x++) {
          double level = 127.5 * (image.get((c * height + y) * width + x) + 1.0);
          half[y / 2][x / 2] += LUMA[c] * level / 4;
        }
      }
    }
    return half;
  }

  private static double magnitude(double[][] plane, int y, int x) {
    double across = 0;
    double down = 0;
    for (int k = -1; k <= 1; k++) {
      across += at(plane, y + k, x + 1) - at(plane, y + k, x - 1);
      down += at(plane, y + 1, x + k) - at(plane, y - 1, x + k);
    }
    return Math.hypot(across / 3, down / 3);
  }

  private static double at(double[][] plane, int y, int x) {
    boolean inside = y >= 0 && y < plane.length && x >= 0 && x < plane[0].length;
    return inside ? plane[y][x] : 0;
  }
}
