package io.cdmaa.image;

import java.nio.FloatBuffer;

/**
 * Computes the structural similarity of one plane in one sweep: the window is separable, so each
 * row is filtered horizontally once and kept only as long as a window includes it.
 */
final class Ssim {
  private static final int WINDOW = 11;
  private static final double SIGMA = 1.5;
  private static final double K1 = 0.01;
  private static final double K2 = 0.03;

  /** The five local moments: E[a], E[b], E[aa], E[bb], E[ab]. */
  private static final int MOMENTS = 5;

  private Ssim() {}

  /**
   * The means over all windows.
   *
   * @param similarity the product of all three factors
   * @param structure the product of contrast and structure, without luminance
   */
  record Means(double similarity, double structure) {}

  /**
   * Returns the means over all windows inside the plane.
   *
   * @param black the smallest value, from which the luminance factor measures brightness
   * @param peak the span of values
   */
  static Means ofPlane(
      FloatBuffer a, FloatBuffer b, int width, int height, double black, double peak) {
    double[] across = gaussian(windowFor(width));
    double[] down = gaussian(windowFor(height));
    double c1 = K1 * peak * (K1 * peak);
    double c2 = K2 * peak * (K2 * peak);
    int columns = width - across.length + 1;
    double[][] ring = new double[down.length][MOMENTS * columns];
    double[] moments = new double[MOMENTS];
    double sum = 0;
    double structures = 0;
    for (int row = 0; row < height; row++) {
      filterRow(a, b, row * width, across, ring[row % down.length], columns);
      if (row < down.length - 1) {
        continue;
      }
      int top = row - down.length + 1;
      for (int column = 0; column < columns; column++) {
        for (int moment = 0; moment < MOMENTS; moment++) {
          double value = 0;
          for (int k = 0; k < down.length; k++) {
            value += down[k] * ring[(top + k) % down.length][moment * columns + column];
          }
          moments[moment] = value;
        }
        double structure = structure(moments, c2);
        sum += luminance(moments[0] - black, moments[1] - black, c1) * structure;
        structures += structure;
      }
    }
    double windows = (double) columns * (height - down.length + 1);
    return new Means(sum / windows, structures / windows);
  }

  private static void filterRow(
      FloatBuffer a, FloatBuffer b, int offset, double[] window, double[] moments, int columns) {
    for (int column = 0; column < columns; column++) {
      double meanA = 0;
      double meanB = 0;
      double meanAa = 0;
      double meanBb = 0;
      double meanAb = 0;
      for (int k = 0; k < window.length; k++) {
        double valueA = a.get(offset + column + k);
        double valueB = b.get(offset + column + k);
        meanA += window[k] * valueA;
        meanB += window[k] * valueB;
        meanAa += window[k] * valueA * valueA;
        meanBb += window[k] * valueB * valueB;
        meanAb += window[k] * valueA * valueB;
      }
      moments[column] = meanA;
      moments[columns + column] = meanB;
      moments[2 * columns + column] = meanAa;
      moments[3 * columns + column] = meanBb;
      moments[4 * columns + column] = meanAb;
    }
  }

  private static double luminance(double meanA, double meanB, double c1) {
    return (2 * meanA * meanB + c1) / (meanA * meanA + meanB * meanB + c1);
  }

  private static double structure(double[] moments, double c2) {
    double meanA = moments[0];
    double meanB = moments[1];
    double varianceA = moments[2] - meanA * meanA;
    double varianceB = moments[3] - meanB * meanB;
    double covariance = moments[4] - meanA * meanB;
    return (2 * covariance + c2) / (varianceA + varianceB + c2);
  }

  private static int windowFor(int side) {
    return Math.min(WINDOW, side % 2 == 1 ? side : side - 1);
  }

  private static double[] gaussian(int size) {
    double[] window = new double[size];
    double sum = 0;
    for (int i = 0; i < size; i++) {
      double x = i - (size - 1) / 2;
      window[i] = Math.exp(-x * x / (2 * SIGMA * SIGMA));
      sum += window[i];
    }
    for (int i = 0; i < size; i++) {
      window[i] /= sum;
    }
    return window;
  }
}
