package io.cdmaa.transform;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.TensorData;

/** Emits nodes on images [N,C,h,w] that several stages need. */
final class Planes {
  /** Bilinear interpolation to twice the size, with half-pixel centres. */
  private static final double[] DOUBLING = {0.25, 0.75, 0.75, 0.25};

  private static final double[] REPETITION = {1, 1};

  private Planes() {}

  /** Pads the image by repeating its border pixels. */
  static String repeated(GraphBuilder b, String x, int above, int below, int before, int after) {
    return above + below + before + after == 0
        ? x
        : b.op(
            "Pad",
            Attributes.of("mode", "edge"),
            x,
            b.vector(0, 0, above, before, 0, 0, below, after));
  }

  /** Crops a rectangle of the image. */
  static String cut(GraphBuilder b, String x, int row, int rows, int column, int columns) {
    return b.op(
        "Slice", x, b.vector(row, column), b.vector(row + rows, column + columns), b.vector(2, 3));
  }

  /** Enlarges two planes of h rows and w columns to twice the size, interpolated bilinearly. */
  static String doubled(GraphBuilder b, String x, int height, int width) {
    return grown(b, repeated(b, x, 1, 1, 1, 1), height + 2, width + 2, DOUBLING, 3);
  }

  /**
   * Enlarges two planes of h rows and w columns to twice the size, repeating each sample four
   * times.
   */
  static String doubledByRepetition(GraphBuilder b, String x, int height, int width) {
    return grown(b, x, height, width, REPETITION, 0);
  }

  private static String grown(
      GraphBuilder b, String x, int height, int width, double[] kernel, int margin) {
    int taps = kernel.length;
    double[] weights = new double[taps * taps];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = kernel[i / taps] * kernel[i % taps];
    }
    Attributes twice =
        Attributes.of(
            "kernel_shape",
            new long[] {taps, taps},
            "strides",
            new long[] {2, 2},
            "pads",
            new long[] {margin, margin, margin, margin});
    String each = b.reshape(x, -1, 1, height, width);
    String kernels = b.constant(TensorData.ofDoubles(weights, 1, 1, taps, taps));
    String large = b.op("ConvTranspose", twice, each, kernels);
    int side = taps - 2 * margin - 2;
    return b.reshape(large, -1, 2, 2L * height + side, 2L * width + side);
  }
}
