package io.cdmaa.optimize;

import io.cdmaa.onnx.TensorData;

/**
 * Transforms the weights of a convolution for {@link WinogradConvolution}: G w G' of every pair of
 * channels (Lavin and Gray 2016, section 4.1). Written for a cold start, when most of it runs
 * interpreted: each weight is read once, and the inner loops are methods of their own, which are
 * compiled early.
 */
final class WinogradWeights {
  /** Returns the weight between an input and an output channel, by tap. */
  interface Taps {
    double at(int input, int output, int down, int right);
  }

  private WinogradWeights() {}

  /** Returns G w G' of every pair of channels: [products down * products right, depth, width]. */
  static TensorData transformed(
      WinogradTransform down, WinogradTransform right, Taps taps, int depth, int width) {
    int square = down.products() * right.products();
    float[] all = new float[square * depth * width];
    double[] kernel = new double[down.taps() * right.taps()];
    double[] half = new double[down.products() * right.taps()];
    double[][] fromRight = columns(right.weights());
    for (int in = 0; in < depth; in++) {
      for (int out = 0; out < width; out++) {
        for (int j = 0; j < down.taps(); j++) {
          for (int k = 0; k < right.taps(); k++) {
            kernel[j * right.taps() + k] = taps.at(in, out, j, k);
          }
        }
        multiply(down.weights(), kernel, half);
        multiply(half, fromRight, all, in * width + out, depth * width);
      }
    }
    return TensorData.ofFloats(all, square, depth, width);
  }

  private static double[][] columns(double[][] matrix) {
    double[][] columns = new double[matrix[0].length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix[i].length; j++) {
        columns[j][i] = matrix[i][j];
      }
    }
    return columns;
  }

  /** Writes left times right, both row by row, to product. */
  private static void multiply(double[][] left, double[] right, double[] product) {
    int columns = product.length / left.length;
    for (int i = 0; i < left.length; i++) {
      double[] row = left[i];
      for (int k = 0; k < columns; k++) {
        double sum = 0;
        for (int j = 0; j < row.length; j++) {
          sum += row[j] * right[j * columns + k];
        }
        product[i * columns + k] = sum;
      }
    }
  }

  /** Writes left times right, left and the product row by row, from an index on with a stride. */
  private static void multiply(
      double[] left, double[][] right, float[] product, int first, int stride) {
    int at = first;
    for (int row = 0; row < left.length; row += right.length) {
      for (int l = 0; l < right[0].length; l++) {
        double sum = 0;
        for (int k = 0; k < right.length; k++) {
          sum += right[k][l] * left[row + k];
        }
        product[at] = (float) sum;
        at += stride;
      }
    }
  }
}
