package io.cdmaa.image;

import io.cdmaa.tensor.FloatTensor;

/**
 * Resizing as a constant matrix per axis, so that it can be part of a graph and be differentiated:
 * a plane P [h, w] becomes R_h P R_w^T.
 */
public final class ResizeMatrix {
  private ResizeMatrix() {}

  /**
   * Returns the matrix of antialiased bilinear interpolation along one axis, as defined by Pillow's
   * {@code Image.resize(BILINEAR)} and PyTorch's {@code interpolate(mode="bilinear",
   * antialias=True, align_corners=False)}: a triangle filter over half-pixel centres whose support
   * grows with the scale when shrinking, and whose rows are normalised to sum 1, also at the
   * borders. Computed in double. Equal sizes give the identity.
   *
   * @param inputSize samples along the axis, at least 1
   * @param outputSize samples after resizing, at least 1
   * @return [outputSize, inputSize]
   */
  public static FloatTensor antialiasedBilinear(int inputSize, int outputSize) {
    if (inputSize < 1 || outputSize < 1) {
      throw new IllegalArgumentException(
          "sizes must be at least 1: " + inputSize + ", " + outputSize);
    }
    FloatTensor matrix = FloatTensor.zeros(outputSize, inputSize);
    double scale = (double) inputSize / outputSize;
    double filterScale = Math.max(scale, 1.0);
    for (int row = 0; row < outputSize; row++) {
      double centre = (row + 0.5) * scale;
      int first = Math.max(0, (int) (centre - filterScale + 0.5));
      int end = Math.min(inputSize, (int) (centre + filterScale + 0.5));
      double sum = 0;
      for (int column = first; column < end; column++) {
        sum += triangle((column - centre + 0.5) / filterScale);
      }
      for (int column = first; column < end; column++) {
        double weight = triangle((column - centre + 0.5) / filterScale) / sum;
        matrix.set(row * inputSize + column, (float) weight);
      }
    }
    return matrix;
  }

  private static double triangle(double x) {
    return Math.max(0.0, 1.0 - Math.abs(x));
  }
}
