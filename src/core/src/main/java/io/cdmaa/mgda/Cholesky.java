package io.cdmaa.mgda;

/** Solves small symmetric positive definite systems by Cholesky decomposition. */
final class Cholesky {
  private Cholesky() {}

  /**
   * Solves H x = z in place.
   *
   * @param h n x n; only the lower triangle is read, and it is overwritten
   * @param z n values, replaced by the solution
   * @param dependent a pivot of at most this share of its diagonal entry counts as zero
   * @return false if the matrix is singular in this sense or not positive definite; z is then
   *     unchanged
   */
  static boolean solve(double[][] h, double[] z, double dependent) {
    int n = z.length;
    for (int i = 0; i < n; i++) {
      double diagonal = h[i][i];
      for (int j = 0; j <= i; j++) {
        double sum = h[i][j];
        for (int k = 0; k < j; k++) {
          sum -= h[i][k] * h[j][k];
        }
        if (i == j && !(sum > dependent * diagonal)) {
          return false;
        }
        h[i][j] = i == j ? Math.sqrt(sum) : sum / h[j][j];
      }
    }
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < i; k++) {
        z[i] -= h[i][k] * z[k];
      }
      z[i] /= h[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int k = i + 1; k < n; k++) {
        z[i] -= h[k][i] * z[k];
      }
      z[i] /= h[i][i];
    }
    return true;
  }
}
