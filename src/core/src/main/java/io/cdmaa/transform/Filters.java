package io.cdmaa.transform;

import io.cdmaa.tensor.FloatTensor;
import io.cdmaa.transform.Resize.Filter;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Resizing along one axis as a matrix whose row i holds the weights of the source pixels in pixel
 * i. Coordinates refer to half-pixel centres; pixels beyond the border equal those at the border.
 */
final class Filters {
  private Filters() {}

  /** Returns the matrix [to, from]. */
  static FloatTensor matrix(Filter filter, int from, int to) {
    return switch (filter) {
      case AREA -> area(from, to);
      case BILINEAR -> interpolated(from, to, 1, d -> 1 - d);
      case BICUBIC -> interpolated(from, to, 2, Filters::cubic);
    };
  }

  /** Returns the product of [a, b] and [b, c]. */
  static FloatTensor product(FloatTensor left, FloatTensor right) {
    int rows = (int) left.shape()[0];
    int inner = (int) left.shape()[1];
    int columns = (int) right.shape()[1];
    double[] row = new double[columns];
    FloatTensor product = FloatTensor.zeros(rows, columns);
    for (int i = 0; i < rows; i++) {
      Arrays.fill(row, 0);
      for (int k = 0; k < inner; k++) {
        float factor = left.get(i * inner + k);
        for (int j = 0; factor != 0 && j < columns; j++) {
          row[j] += (double) factor * right.get(k * columns + j);
        }
      }
      for (int j = 0; j < columns; j++) {
        product.set(i * columns + j, (float) row[j]);
      }
    }
    return product;
  }

  private static FloatTensor area(int from, int to) {
    FloatTensor matrix = FloatTensor.zeros(to, from);
    double scale = (double) from / to;
    for (int row = 0; row < to; row++) {
      double start = row * scale;
      double end = Math.min(from, (row + 1) * scale);
      for (int column = (int) start; column < end; column++) {
        double covered = Math.min(end, column + 1) - Math.max(start, column);
        matrix.set(row * from + column, (float) (covered / (end - start)));
      }
    }
    return matrix;
  }

  private static FloatTensor interpolated(int from, int to, int reach, DoubleUnaryOperator kernel) {
    FloatTensor matrix = FloatTensor.zeros(to, from);
    double scale = (double) from / to;
    for (int row = 0; row < to; row++) {
      double position = (row + 0.5) * scale - 0.5;
      int below = (int) Math.floor(position);
      for (int sample = below - reach + 1; sample <= below + reach; sample++) {
        int column = Math.max(0, Math.min(from - 1, sample));
        int at = row * from + column;
        double weight = kernel.applyAsDouble(Math.abs(sample - position));
        matrix.set(at, (float) (matrix.get(at) + weight));
      }
    }
    return matrix;
  }

  private static double cubic(double d) {
    return d <= 1 ? (1.5 * d - 2.5) * d * d + 1 : ((-0.5 * d + 2.5) * d - 4) * d + 2;
  }
}
