package io.cdmaa.mgda;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Eigenvalues and eigenvectors of a small symmetric positive semidefinite matrix by the cyclic
 * Jacobi method (Golub and Van Loan, "Matrix Computations", 4th ed., section 8.5).
 *
 * <p>It stops once every off-diagonal entry is negligible against its two diagonal entries. With
 * this criterion the method finds even tiny eigenvalues of a matrix D C D, D diagonal, to a
 * relative accuracy that depends on the condition of C only (Demmel and Veseli&#263;, "Jacobi's
 * method is more accurate than QR", SIAM J. Matrix Anal. Appl. 13 (1992) 1204-1245). Gram matrices
 * of gradients whose lengths differ by orders of magnitude are of this kind. Libraries offer the QR
 * method, whose error is relative to the largest eigenvalue; Commons Math, which the tests compare
 * with, would also take the library's class path above its 70 MB.
 */
final class SymmetricEigen {
  private static final double NEGLIGIBLE = Math.ulp(1.0);
  private static final int MOST_SWEEPS = 60;

  /**
   * An eigenvalue of a matrix of unit rows' products counts as zero up to this value per row, which
   * is the rounding error of such products in double precision.
   */
  private static final double ZERO = 1e-13;

  private final double[] values;
  private final double[][] vectors;

  /**
   * Decomposes a matrix.
   *
   * @param matrix n x n, symmetric; its largest entry should be near 1, since squares of entries
   *     must not underflow
   */
  SymmetricEigen(double[][] matrix) {
    int n = matrix.length;
    double[][] a = Grams.scaled(matrix, 0);
    double[][] v = new double[n][n];
    for (int i = 0; i < n; i++) {
      v[i][i] = 1;
    }
    boolean rotated = true;
    for (int sweep = 0; rotated && sweep < MOST_SWEEPS; sweep++) {
      rotated = false;
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          double limit = NEGLIGIBLE * Math.sqrt(Math.abs(a[p][p])) * Math.sqrt(Math.abs(a[q][q]));
          if (Math.abs(a[p][q]) > Math.max(limit, Double.MIN_NORMAL)) {
            rotate(a, v, p, q);
            rotated = true;
          }
        }
      }
    }
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer k) -> a[k][k]).reversed())
            .mapToInt(Integer::intValue)
            .toArray();
    values = IntStream.of(order).mapToDouble(k -> a[k][k]).toArray();
    vectors = new double[n][n];
    for (int k = 0; k < n; k++) {
      for (int i = 0; i < n; i++) {
        vectors[k][i] = v[i][order[k]];
      }
    }
  }

  /** Makes a[p][q] zero by a rotation in the plane of p and q. */
  private static void rotate(double[][] a, double[][] v, int p, int q) {
    double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.hypot(theta, 1));
    double c = 1 / Math.hypot(t, 1);
    double s = t * c;
    a[p][p] -= t * a[p][q];
    a[q][q] += t * a[p][q];
    a[p][q] = 0;
    a[q][p] = 0;
    for (int i = 0; i < a.length; i++) {
      if (i != p && i != q) {
        double ip = a[i][p];
        double iq = a[i][q];
        a[i][p] = c * ip - s * iq;
        a[i][q] = s * ip + c * iq;
        a[p][i] = a[i][p];
        a[q][i] = a[i][q];
      }
      double vp = v[i][p];
      double vq = v[i][q];
      v[i][p] = c * vp - s * vq;
      v[i][q] = s * vp + c * vq;
    }
  }

  /** Returns eigenvalue k, in falling order. */
  double value(int k) {
    return values[k];
  }

  /** Returns the unit eigenvector of eigenvalue k. */
  double[] vector(int k) {
    return vectors[k].clone();
  }

  /** Returns the number of eigenvalues that are not zero, for a matrix with a unit diagonal. */
  int unitRank() {
    return (int)
        IntStream.range(0, values.length).filter(k -> values[k] > ZERO * values.length).count();
  }

  /**
   * Returns f(A) x for a function of the eigenvalues: sum_k f(k) v_k (v_k . x) over the largest
   * {@code rank} eigenvalues.
   *
   * @param factors f(k), at least {@code rank} values
   */
  double[] apply(double[] factors, int rank, double[] x) {
    double[] result = new double[x.length];
    for (int k = 0; k < rank; k++) {
      double share = factors[k] * Grams.dot(vectors[k], x);
      for (int i = 0; i < result.length; i++) {
        result[i] += share * vectors[k][i];
      }
    }
    return result;
  }

  /** Returns A^+ x, with the Moore-Penrose inverse of the matrix of the given rank. */
  double[] pseudoInverse(int rank, double[] x) {
    double[] factors = IntStream.range(0, rank).mapToDouble(k -> 1 / values[k]).toArray();
    return apply(factors, rank, x);
  }
}
