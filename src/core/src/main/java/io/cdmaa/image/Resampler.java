package io.cdmaa.image;

import io.cdmaa.tensor.FloatTensor;

/** Resizes images by the matrices of {@link ResizeMatrix}. */
public final class Resampler {
  private Resampler() {}

  /**
   * Resizes with antialiased bilinear interpolation.
   *
   * @param pixels [C, h, w]
   * @return a new tensor [C, height, width]
   */
  public static FloatTensor resize(FloatTensor pixels, int height, int width) {
    long[] shape = pixels.shape();
    int channels = (int) shape[0];
    int fromHeight = (int) shape[1];
    int fromWidth = (int) shape[2];
    FloatTensor narrow = FloatTensor.zeros(channels, fromHeight, width);
    along(pixels, narrow, channels * fromHeight, fromWidth, width, 1);
    FloatTensor result = FloatTensor.zeros(channels, height, width);
    for (int c = 0; c < channels; c++) {
      along(narrow.rows(c, 1), result.rows(c, 1), 1, fromHeight, height, width);
    }
    return result;
  }

  /** Resizes the middle axis of [outer, from, inner]. */
  private static void along(
      FloatTensor source, FloatTensor target, int outer, int from, int to, int inner) {
    FloatTensor matrix = ResizeMatrix.antialiasedBilinear(from, to);
    for (int row = 0; row < to; row++) {
      int first = 0;
      int end = from;
      while (first < end - 1 && matrix.get(row * from + first) == 0) {
        first++;
      }
      while (end > first + 1 && matrix.get(row * from + end - 1) == 0) {
        end--;
      }
      for (int o = 0; o < outer; o++) {
        for (int i = 0; i < inner; i++) {
          double sum = 0;
          for (int column = first; column < end; column++) {
            sum +=
                (double) matrix.get(row * from + column)
                    * source.get((o * from + column) * inner + i);
          }
          target.set((o * to + row) * inner + i, (float) sum);
        }
      }
    }
  }
}
