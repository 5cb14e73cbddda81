package io.cdmaa.reference;

import java.util.stream.IntStream;

/** Pad, in every mode. */
final class Padding {
  static final Table TABLE = new Table().one("Pad", Padding::pad);

  private Padding() {}

  /** Negative pads crop first; the rest is then padded. */
  private static Tensor64 pad(Call call) {
    Tensor64 x = call.in(0);
    int rank = x.rank();
    int[] pads = call.integers("pads", 1).orElseThrow();
    int[] axes = call.optional(3).map(Tensor64::ints).orElse(IntStream.range(0, rank).toArray());
    double fill =
        call.opset() < 11
            ? call.real("value", 0)
            : call.optional(2).filter(t -> t.size() == 1).map(Tensor64::scalar).orElse(0.0);
    String mode = call.string("mode", "constant");
    int[] shape = x.shape();
    int[] begin = new int[rank];
    int[] low = new int[rank];
    int[] high = x.shape();
    for (int i = 0; i < axes.length; i++) {
      int axis = Call.axis(axes[i], rank);
      begin[axis] = pads[i];
      shape[axis] += pads[i] + pads[i + axes.length];
      low[axis] = Math.max(0, -pads[i]);
      high[axis] += Math.min(0, pads[i + axes.length]);
    }
    return Tensor64.generate(
        x.type(),
        shape,
        index -> {
          int[] from = new int[rank];
          for (int axis = 0; axis < rank; axis++) {
            int at = index[axis] - begin[axis] - low[axis];
            int length = high[axis] - low[axis];
            if (at < 0 || at >= length) {
              if (mode.equals("constant")) {
                return fill;
              }
              at = source(mode, at, length);
            }
            from[axis] = low[axis] + at;
          }
          return x.at(from);
        });
  }

  private static int source(String mode, int at, int length) {
    return switch (mode) {
      case "edge" -> at < 0 ? 0 : length - 1;
      case "wrap" -> Math.floorMod(at, length);
      case "reflect" -> {
        int period = Math.max(1, 2 * (length - 1));
        int within = Math.floorMod(at, period);
        yield within < length ? within : period - within;
      }
      default -> throw new IllegalArgumentException("mode " + mode);
    };
  }
}
