package io.cdmaa.mgda;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Checks and scaling of Gram matrices, shared by the solvers. */
final class Grams {
  private Grams() {}

  /** Throws unless the matrix is square, finite, symmetric and has no negative diagonal. */
  static void check(double[][] gram) {
    int n = gram.length;
    if (n == 0) {
      throw new IllegalArgumentException("the Gram matrix is empty");
    }
    for (int i = 0; i < n; i++) {
      if (gram[i].length != n) {
        throw new IllegalArgumentException(
            "row " + i + " of the Gram matrix has " + gram[i].length + " entries, not " + n);
      }
      for (int j = 0; j < n; j++) {
        if (!Double.isFinite(gram[i][j])) {
          throw new IllegalArgumentException(
              "the Gram matrix holds " + gram[i][j] + " at " + i + ", " + j);
        }
        if (j < i && gram[i][j] != gram[j][i]) {
          throw new IllegalArgumentException("the Gram matrix is not symmetric at " + i + ", " + j);
        }
      }
      if (gram[i][i] < 0) {
        throw new IllegalArgumentException(
            "the Gram matrix has " + gram[i][i] + " on its diagonal at " + i);
      }
    }
  }

  /**
   * Returns the exponent of the power of two that scales the largest diagonal entry into [1, 2).
   */
  static int exponent(double[][] gram) {
    double largest = 0;
    for (int i = 0; i < gram.length; i++) {
      largest = Math.max(largest, gram[i][i]);
    }
    return largest == 0 ? 0 : -Math.getExponent(largest);
  }

  /** Returns the matrix times a power of two, which is exact. */
  static double[][] scaled(double[][] gram, int exponent) {
    double[][] result = new double[gram.length][gram.length];
    for (int i = 0; i < gram.length; i++) {
      for (int j = 0; j < gram.length; j++) {
        result[i][j] = Math.scalb(gram[i][j], exponent);
      }
    }
    return result;
  }

  /** Returns the Gram matrix of some of the rows. */
  static double[][] part(double[][] gram, int[] rows) {
    double[][] part = new double[rows.length][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows.length; j++) {
        part[i][j] = gram[rows[i]][rows[j]];
      }
    }
    return part;
  }

  /** Returns the lengths of the rows. */
  static double[] lengths(double[][] gram) {
    return IntStream.range(0, gram.length).mapToDouble(i -> Math.sqrt(gram[i][i])).toArray();
  }

  /** Returns the Gram matrix of the rows scaled to length 1; none may be zero. */
  static double[][] cosines(double[][] gram) {
    double[] lengths = lengths(gram);
    double[][] cosines = new double[gram.length][gram.length];
    for (int i = 0; i < gram.length; i++) {
      for (int j = 0; j < i; j++) {
        double cosine = gram[i][j] / lengths[i] / lengths[j];
        cosines[i][j] = Math.max(-1, Math.min(1, cosine));
        cosines[j][i] = cosines[i][j];
      }
      cosines[i][i] = 1;
    }
    return cosines;
  }

  static double[] ones(int n) {
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Returns G a. */
  static double[] multiply(double[][] gram, double[] a) {
    double[] product = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      product[i] = dot(gram[i], a);
    }
    return product;
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  static int argMin(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] < values[best]) {
        best = i;
      }
    }
    return best;
  }

  /** Divides by the sum; exact for vertices. */
  static void normalise(double[] weights) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= sum;
    }
  }

  /** Returns the point in the units of the original matrix. */
  static MinNormPoint point(double[][] scaledGram, int exponent, double[] a, int iterations) {
    normalise(a);
    double[] q = multiply(scaledGram, a);
    double squaredNorm = Math.max(0, dot(a, q));
    double gap = Math.max(0, squaredNorm - q[argMin(q)]);
    return new MinNormPoint(
        a, Math.scalb(squaredNorm, -exponent), Math.scalb(gap, -exponent), iterations);
  }
}
