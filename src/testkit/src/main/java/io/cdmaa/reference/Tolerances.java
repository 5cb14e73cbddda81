package io.cdmaa.reference;

/**
 * All tolerances of the tests, each with its reason. Relative ones refer to the largest magnitude
 * that is compared, so that single tiny elements do not dominate.
 */
public final class Tolerances {
  /** The spacing of float32 numbers relative to their size. */
  public static final double FLOAT32_UNIT = 0x1p-23;

  /**
   * Float64 evaluation against expectations stored in float32: ONNX's own cases were computed in
   * float32 over up to a few hundred terms, each of which may cost one unit.
   */
  public static final double STORED_FLOAT32 = 1e-5;

  /** Expectations that ONNX's authors wrote with four decimals, of magnitude 0.3. */
  public static final double FOUR_DECIMALS = 2e-4;

  /** The same against float16 storage: one unit of ten fraction bits. */
  public static final double STORED_FLOAT16 = 1e-3;

  /** A product in float16 of operands rounded to float16: one unit per rounding. */
  public static final double COMPUTED_FLOAT16 = 2e-3;

  /** The same against bfloat16 storage: one unit of seven fraction bits. */
  public static final double STORED_BFLOAT16 = 8e-3;

  /**
   * ONNX Runtime's float32 kernels against float64 on small random graphs: vectorised exponentials
   * and reordered sums cost some units more than plain float32.
   */
  public static final double RUNTIME_FLOAT32 = 2e-5;

  /** Two mathematically equal graphs, both evaluated in float64, with exact constants. */
  public static final double SAME_IN_FLOAT64 = 1e-12;

  /** The same if one graph has a constant that was rounded to float32. */
  public static final double ROUNDED_CONSTANT = 2e-7;

  /**
   * Central differences with two Richardson steps: truncation of order h^6 and cancellation of
   * 1e-16 / h balance below this for functions of unit scale.
   */
  public static final double DIFFERENCES = 1e-8;

  /**
   * A derived gradient graph, evaluated in float64, against finite differences: the emitted
   * constants are float32, which dominates {@link #DIFFERENCES}.
   */
  public static final double GRADIENT_FLOAT64 = 1e-6;

  /** A gradient graph run by ONNX Runtime in float32, smooth single operators. */
  public static final double GRADIENT_FLOAT32 = 2e-5;

  /** A sum of a million floats, taken in stages; in a single pass its error would be 2e-5. */
  public static final double LARGE_REDUCTION = 1e-6;

  /** The relative L2 error of float32 gradients of whole networks without kinks. */
  public static final double NETWORK_SMOOTH = 2e-5;

  /** The same with ReLU: float32 and float64 take different sides of some kinks. */
  public static final double NETWORK_RELU = 1e-2;

  /**
   * One-sided differences that disagree by more than this, relative to the largest derivative of
   * the same gradient, indicate a kink: on smooth functions both are exact to order h^3.
   */
  public static final double KINK = 1e-4;

  private Tolerances() {}

  /** Returns the largest difference relative to the largest expected magnitude. */
  public static double relativeError(double[] actual, double[] expected) {
    double scale = 0;
    double error = 0;
    for (int i = 0; i < expected.length; i++) {
      boolean same =
          Double.doubleToLongBits(actual[i] + 0.0) == Double.doubleToLongBits(expected[i] + 0.0);
      if (!same) {
        double difference = Math.abs(actual[i] - expected[i]);
        error = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(error, difference);
      }
      if (Double.isFinite(expected[i])) {
        scale = Math.max(scale, Math.abs(expected[i]));
      }
    }
    return error == 0 ? 0 : error / Math.max(scale, 1e-30);
  }
}
