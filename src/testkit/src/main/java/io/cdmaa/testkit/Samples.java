package io.cdmaa.testkit;

import io.cdmaa.mgda.GradientMatrix;
import java.util.SplittableRandom;

/** Matrices for tests, as double rows and as gradient matrices. */
public final class Samples {
  private Samples() {}

  /** Returns a matrix with these rows. */
  public static GradientMatrix matrix(double[]... rows) {
    GradientMatrix matrix = new GradientMatrix(rows.length, rows[0].length);
    for (int j = 0; j < rows.length; j++) {
      for (int d = 0; d < rows[j].length; d++) {
        matrix.row(j).set(d, (float) rows[j][d]);
      }
    }
    return matrix;
  }

  /** Returns the inner products of all pairs of rows. */
  public static double[][] gram(double[]... rows) {
    double[][] gram = new double[rows.length][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j <= i; j++) {
        for (int d = 0; d < rows[i].length; d++) {
          gram[i][j] += rows[i][d] * rows[j][d];
        }
        gram[j][i] = gram[i][j];
      }
    }
    return gram;
  }

  /** Returns rows with independent, roughly normal entries. */
  public static double[][] random(int rows, int columns, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] values = new double[rows][columns];
    for (double[] row : values) {
      for (int d = 0; d < columns; d++) {
        row[d] = random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5;
      }
    }
    return values;
  }

  /** Returns sum_j weights[j] rows[j]. */
  public static double[] combine(double[] weights, double[]... rows) {
    double[] sum = new double[rows[0].length];
    for (int j = 0; j < rows.length; j++) {
      for (int d = 0; d < sum.length; d++) {
        sum[d] += weights[j] * rows[j][d];
      }
    }
    return sum;
  }

  /** Returns the rows, each multiplied by its own factor. */
  public static double[][] scaled(double[][] rows, double... factors) {
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
