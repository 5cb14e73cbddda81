package io.cdmaa.optimize;

/**
 * The Cook-Toom matrices of a short one-dimensional correlation with m results and r taps: {@code
 * result = A (G taps * B input)}, with m + r - 1 products instead of m r (Winograd 1980; Lavin and
 * Gray 2016, section 4). The points are 0, 1, -1, 2, -2 and infinity, so there are at most six
 * products; further points would lose digits.
 *
 * @param results m
 * @param taps r
 * @param output A, m x (m + r - 1)
 * @param weights G, (m + r - 1) x r
 * @param input B, (m + r - 1) x (m + r - 1)
 */
@SuppressWarnings("ArrayRecordComponent") // small matrices, never modified
record WinogradTransform(
    int results, int taps, double[][] output, double[][] weights, double[][] input) {
  private static final double[] POINTS = {0, 1, -1, 2, -2};

  /** The maximum number of products. */
  static final int MOST_PRODUCTS = POINTS.length + 1;

  /** Returns the matrices of F(m, r), for m + r - 1 from 2 to {@link #MOST_PRODUCTS}. */
  static WinogradTransform of(int results, int taps) {
    int n = results + taps - 1;
    double[][] output = new double[results][n];
    double[][] weights = new double[n][taps];
    double[][] input = new double[n][];
    for (int j = 0; j < n - 1; j++) {
      double scale = 1;
      for (int q = 0; q < n - 1; q++) {
        scale *= q == j ? 1 : POINTS[j] - POINTS[q];
      }
      for (int i = 0; i < results; i++) {
        output[i][j] = Math.pow(POINTS[j], i);
      }
      for (int i = 0; i < taps; i++) {
        weights[j][i] = Math.pow(POINTS[j], i) / scale;
      }
      input[j] = product(n, j);
    }
    output[results - 1][n - 1] = 1;
    weights[n - 1][taps - 1] = 1;
    input[n - 1] = product(n, n - 1);
    return new WinogradTransform(results, taps, output, weights, input);
  }

  /**
   * Returns the coefficients, lowest first, of the product of (x - point) over all finite points
   * but one.
   */
  private static double[] product(int n, int without) {
    double[] coefficients = new double[n];
    coefficients[0] = 1;
    int degree = 0;
    for (int q = 0; q < n - 1; q++) {
      if (q != without) {
        for (int d = ++degree; d >= 0; d--) {
          coefficients[d] = (d > 0 ? coefficients[d - 1] : 0) - POINTS[q] * coefficients[d];
        }
      }
    }
    return coefficients;
  }

  /** Returns m + r - 1. */
  int products() {
    return results + taps - 1;
  }

  /**
   * Returns the transform with the fewest products for a given length: larger tiles save more, but
   * the last one may exceed the length.
   */
  static WinogradTransform cheapest(int length, int taps) {
    int best = 1;
    int least = Integer.MAX_VALUE;
    for (int m = 2; m + taps - 1 <= MOST_PRODUCTS; m++) {
      int products = (length + m - 1) / m * (m + taps - 1);
      if (products < least) {
        least = products;
        best = m;
      }
    }
    return of(best, taps);
  }

  /** Returns the Kronecker product of two matrices. */
  static float[] kronecker(double[][] a, double[][] b) {
    float[] product = new float[a.length * a[0].length * b.length * b[0].length];
    int at = 0;
    for (double[] rowA : a) {
      for (double[] rowB : b) {
        for (double x : rowA) {
          for (double y : rowB) {
            product[at++] = (float) (x * y);
          }
        }
      }
    }
    return product;
  }
}
