package io.cdmaa.autodiff;

import java.util.Arrays;

/**
 * Sums and means in at most two stages. ONNX Runtime's CPU provider reduces a million floats in one
 * pass with an error of 2e-5; rows first and the rows' results after stays near 1e-7.
 */
final class Reductions {
  private static final long ONE_PASS = 1 << 17;

  private Reductions() {}

  static String sum(Backward b, String x, long[] dims, long... axes) {
    return staged(b, "ReduceSum", x, dims, axes);
  }

  static String mean(Backward b, String x, long[] dims, long... axes) {
    return staged(b, "ReduceMean", x, dims, axes);
  }

  /** Keeps the reduced axes with size 1. */
  private static String staged(Backward b, String opType, String x, long[] dims, long[] axes) {
    long count = Arrays.stream(axes).map(a -> dims[(int) a]).reduce(1, Math::multiplyExact);
    if (axes.length < 2 || count <= ONE_PASS) {
      return b.emit().reduce(opType, x, true, axes);
    }
    int split = axes.length - 1;
    while (split > 1 && dims[(int) axes[split]] < 256) {
      split--;
    }
    String rows = b.emit().reduce(opType, x, true, Arrays.copyOfRange(axes, split, axes.length));
    return b.emit().reduce(opType, rows, true, Arrays.copyOf(axes, split));
  }

  /** Axes as the specification has them, counted from the front and sorted. */
  static long[] normalised(long[] axes, int rank) {
    return Arrays.stream(axes).map(a -> a < 0 ? a + rank : a).sorted().toArray();
  }
}
