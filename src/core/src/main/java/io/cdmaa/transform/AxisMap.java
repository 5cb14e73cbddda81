package io.cdmaa.transform;

import io.cdmaa.transform.Resize.Filter;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * A linear map along one axis: each output pixel is a weighted sum of a few neighbouring input
 * pixels. Coordinates refer to half-pixel centres; pixels beyond the border equal those at the
 * border.
 */
final class AxisMap {
  private final int inputs;
  private final int[] starts;
  private final double[][] weights;

  private AxisMap(int inputs, int outputs) {
    this.inputs = inputs;
    starts = new int[outputs];
    weights = new double[outputs][];
  }

  /** Returns the resize of an axis of one length to another. */
  static AxisMap resize(Filter filter, int from, int to) {
    return switch (filter) {
      case AREA -> area(from, to);
      case BILINEAR -> interpolated(from, to, 1, d -> 1 - d);
      case BICUBIC -> interpolated(from, to, 2, AxisMap::cubic);
    };
  }

  private static AxisMap area(int from, int to) {
    AxisMap map = new AxisMap(from, to);
    double scale = (double) from / to;
    for (int i = 0; i < to; i++) {
      double start = i * scale;
      double end = Math.min(from, (i + 1) * scale);
      map.starts[i] = (int) start;
      map.weights[i] = new double[(int) Math.ceil(end) - (int) start];
      for (int k = 0; k < map.weights[i].length; k++) {
        int pixel = map.starts[i] + k;
        double covered = Math.min(end, pixel + 1) - Math.max(start, pixel);
        map.weights[i][k] = covered / (end - start);
      }
    }
    return map;
  }

  private static AxisMap interpolated(int from, int to, int reach, DoubleUnaryOperator kernel) {
    AxisMap map = new AxisMap(from, to);
    double scale = (double) from / to;
    for (int i = 0; i < to; i++) {
      double position = (i + 0.5) * scale - 0.5;
      int below = (int) Math.floor(position);
      int first = within(below - reach + 1, from);
      map.starts[i] = first;
      map.weights[i] = new double[within(below + reach, from) - first + 1];
      for (int sample = below - reach + 1; sample <= below + reach; sample++) {
        map.weights[i][within(sample, from) - first] +=
            kernel.applyAsDouble(Math.abs(sample - position));
      }
    }
    return map;
  }

  private static int within(int pixel, int length) {
    return Math.max(0, Math.min(length - 1, pixel));
  }

  private static double cubic(double d) {
    return d <= 1 ? (1.5 * d - 2.5) * d * d + 1 : ((-0.5 * d + 2.5) * d - 4) * d + 2;
  }

  /** Returns this map applied to the outputs of another. */
  AxisMap after(AxisMap first) {
    AxisMap map = new AxisMap(first.inputs, outputs());
    for (int i = 0; i < outputs(); i++) {
      int from = first.starts[starts[i]];
      int to = from;
      for (int k = 0; k < weights[i].length; k++) {
        int middle = starts[i] + k;
        from = Math.min(from, first.starts[middle]);
        to = Math.max(to, first.starts[middle] + first.weights[middle].length);
      }
      double[] sum = new double[to - from];
      for (int k = 0; k < weights[i].length; k++) {
        int middle = starts[i] + k;
        for (int m = 0; m < first.weights[middle].length; m++) {
          sum[first.starts[middle] + m - from] += weights[i][k] * first.weights[middle][m];
        }
      }
      map.starts[i] = from;
      map.weights[i] = sum;
    }
    return map;
  }

  /** Returns this map on a part of a longer axis that starts at some pixel. */
  AxisMap shifted(int start, int length) {
    AxisMap map = new AxisMap(length, outputs());
    for (int i = 0; i < outputs(); i++) {
      map.starts[i] = starts[i] + start;
      map.weights[i] = weights[i];
    }
    return map;
  }

  int outputs() {
    return starts.length;
  }

  /** Returns how far an output is from the farthest pixel that it reads. */
  int reach() {
    int reach = 0;
    for (int i = 0; i < outputs(); i++) {
      int last = starts[i] + weights[i].length - 1;
      reach = Math.max(reach, Math.max(i - starts[i], last - i));
    }
    return reach;
  }

  /**
   * Returns the weights of some outputs as rows of a matrix.
   *
   * @param outputs rows; outputs beyond the last are zero
   * @param first the output of the first row
   * @param origin the pixel of the first column
   * @param columns the number of columns, which cover all that the outputs read
   */
  double[] matrix(int outputs, int first, int origin, int columns) {
    double[] matrix = new double[outputs * columns];
    for (int row = 0; row < outputs && first + row < outputs(); row++) {
      double[] own = weights[first + row];
      int at = row * columns + starts[first + row] - origin;
      System.arraycopy(own, 0, matrix, at, own.length);
    }
    return matrix;
  }

  @Override
  public String toString() {
    return "AxisMap[" + inputs + " to " + outputs() + ", " + Arrays.toString(starts) + "]";
  }
}
