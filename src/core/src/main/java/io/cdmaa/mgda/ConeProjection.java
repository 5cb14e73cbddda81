package io.cdmaa.mgda;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Minimises v'Gv subject to v &ge; u: J'v is then the projection of J'u onto the dual cone of the
 * rows, the directions that have no negative product with any of them (Quinton and Rey 2024, prop.
 * 1; Lopez-Paz and Ranzato 2017, eq. 11).
 *
 * <p>With z = v - u this is a least-squares problem with z &ge; 0, solved by the active-set method
 * of Lawson and Hanson, "Solving Least Squares Problems" (1974), chapter 23, on the Gram matrix.
 * The result is exact up to rounding.
 */
final class ConeProjection {
  /** A few units in the last place of the sums that form a product. */
  private static final double ROUNDING = 16 * Math.ulp(1.0);

  private static final double DEPENDENT = 1e-13;

  private final double[][] gram;

  /**
   * Projects onto the dual cone of unit vectors.
   *
   * @param gram their Gram matrix, with a diagonal of ones
   */
  ConeProjection(double[][] gram) {
    this.gram = gram;
  }

  /** Returns v for the lower bounds u. */
  double[] weights(double[] u) {
    double[] fixed = Grams.multiply(gram, u);
    double[] z = new double[u.length];
    boolean[] passedOver = new boolean[u.length];
    double square = square(u, z);
    // Each cycle strictly shortens the vector or skips a row, so the cap is only a safeguard.
    for (int cycle = 0; cycle < 100 * u.length; cycle++) {
      int entering = mostNegative(u, z, passedOver);
      if (entering < 0) {
        break;
      }
      double[] next = cycle(fixed, z, entering);
      double shorter = next == null ? square : square(u, next);
      if (shorter < square) {
        z = next;
        square = shorter;
        Arrays.fill(passedOver, false);
      } else {
        passedOver[entering] = true;
      }
    }
    return sum(u, z);
  }

  private static double[] sum(double[] u, double[] z) {
    return IntStream.range(0, u.length).mapToDouble(i -> u[i] + z[i]).toArray();
  }

  private double square(double[] u, double[] z) {
    double[] v = sum(u, z);
    return Grams.dot(v, Grams.multiply(gram, v));
  }

  /** Returns the row with the most negative product among those at their bound, or -1. */
  private int mostNegative(double[] u, double[] z, boolean[] passedOver) {
    double[] v = sum(u, z);
    int entering = -1;
    double least = 0;
    for (int i = 0; i < v.length; i++) {
      double product = 0;
      double noise = 0;
      for (int j = 0; j < v.length; j++) {
        product += gram[i][j] * v[j];
        noise += Math.abs(gram[i][j] * v[j]);
      }
      if (z[i] == 0 && !passedOver[i] && product < Math.min(least, -ROUNDING * noise)) {
        entering = i;
        least = product;
      }
    }
    return entering;
  }

  /**
   * Returns z after {@code entering} has left its bound: minimal over the rows that are off theirs,
   * or null if the entering row depends on them.
   */
  private double[] cycle(double[] fixed, double[] start, int entering) {
    double[] z = start.clone();
    int[] free = IntStream.range(0, z.length).filter(i -> z[i] > 0 || i == entering).toArray();
    while (free.length > 0) {
      double[][] h = new double[free.length][free.length];
      double[] s = new double[free.length];
      for (int i = 0; i < free.length; i++) {
        for (int j = 0; j <= i; j++) {
          h[i][j] = gram[free[i]][free[j]];
        }
        s[i] = -fixed[free[i]];
      }
      if (!Cholesky.solve(h, s, DEPENDENT)) {
        return null;
      }
      int leaving = -1;
      double step = 1;
      for (int i = 0; i < s.length; i++) {
        double now = z[free[i]];
        if (s[i] <= 0 && (leaving < 0 || now / (now - s[i]) < step)) {
          step = now == 0 ? 0 : now / (now - s[i]);
          leaving = i;
        }
      }
      for (int i = 0; i < s.length; i++) {
        int row = free[i];
        z[row] = i == leaving ? 0 : Math.max(0, z[row] + step * (s[i] - z[row]));
      }
      if (leaving < 0) {
        return z;
      }
      free = Arrays.stream(free).filter(i -> z[i] > 0).toArray();
    }
    return z;
  }
}
