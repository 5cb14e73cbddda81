package io.cdmaa.mgda;

import java.util.SplittableRandom;

/** Matrices for tests, as double rows and as gradient matrices. */
final class Samples {
  private Samples() {}

  static GradientMatrix matrix(double[]... rows) {
    GradientMatrix matrix = new GradientMatrix(rows.length, rows[0].length);
    for (int j = 0; j < rows.length; j++) {
      for (int d = 0; d < rows[j].length; d++) {
        matrix.row(j).set(d, (float) rows[j][d]);
      }
    }
    return matrix;
  }

  static double[][] gram(double[]... rows) {
    double[][] gram = new double[rows.length][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j <= i; j++) {
        gram[i][j] = Grams.dot(rows[i], rows[j]);
        gram[j][i] = gram[i][j];
      }
    }
    return gram;
  }

  /** Rows with independent, roughly normal entries. */
  static double[][] random(int rows, int columns, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] values = new double[rows][columns];
    for (double[] row : values) {
      for (int d = 0; d < columns; d++) {
        row[d] = random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5;
      }
    }
    return values;
  }

  /** sum_j weights[j] rows[j]. */
  static double[] combine(double[] weights, double[]... rows) {
    double[] sum = new double[rows[0].length];
    for (int j = 0; j < rows.length; j++) {
      for (int d = 0; d < sum.length; d++) {
        sum[d] += weights[j] * rows[j][d];
      }
    }
    return sum;
  }

  /** The rows, each times its own factor. */
  static double[][] scaled(double[][] rows, double... factors) {
    double[][] result = new double[rows.length][];
    for (int j = 0; j < rows.length; j++) {
      result[j] = rows[j].clone();
      for (int d = 0; d < result[j].length; d++) {
        result[j][d] *= factors[factors.length == 1 ? 0 : j];
      }
    }
    return result;
  }
}
