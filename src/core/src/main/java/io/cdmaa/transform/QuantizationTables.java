package io.cdmaa.transform;

import io.cdmaa.Ranges;
import io.cdmaa.onnx.TensorData;

/**
 * JPEG's quantisation tables: the examples in ITU-T T.81 (tables K.1 and K.2), scaled by a quality
 * from 1 to 100 as in the Independent JPEG Group's library.
 */
final class QuantizationTables {
  private static final int[] LUMINANCE = {
    16, 11, 10, 16, 24, 40, 51, 61, //
    12, 12, 14, 19, 26, 58, 60, 55, //
    14, 13, 16, 24, 40, 57, 69, 56, //
    14, 17, 22, 29, 51, 87, 80, 62, //
    18, 22, 37, 56, 68, 109, 103, 77, //
    24, 35, 55, 64, 81, 104, 113, 92, //
    49, 64, 78, 87, 103, 121, 120, 101, //
    72, 92, 95, 98, 112, 100, 103, 99
  };

  private static final int[] CHROMINANCE = {
    17, 18, 24, 47, 99, 99, 99, 99, //
    18, 21, 26, 66, 99, 99, 99, 99, //
    24, 26, 56, 99, 99, 99, 99, 99, //
    47, 66, 99, 99, 99, 99, 99, 99, //
    99, 99, 99, 99, 99, 99, 99, 99, //
    99, 99, 99, 99, 99, 99, 99, 99, //
    99, 99, 99, 99, 99, 99, 99, 99, //
    99, 99, 99, 99, 99, 99, 99, 99
  };

  private QuantizationTables() {}

  /** Returns the steps of the luminance, [1,64,1,1], with row v, column u of a block at 8 v + u. */
  static TensorData luminance(int quality) {
    return scaled(LUMINANCE, quality);
  }

  /** Returns the steps of the chrominance, [1,64,1,1]. */
  static TensorData chrominance(int quality) {
    return scaled(CHROMINANCE, quality);
  }

  private static TensorData scaled(int[] table, int quality) {
    Ranges.within("The quality of a JPEG", quality, 1, 100);
    int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
    float[] steps = new float[table.length];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = Math.max(1, Math.min(255, (table[i] * percent + 50) / 100));
    }
    return TensorData.ofFloats(steps, 1, steps.length, 1, 1);
  }
}
