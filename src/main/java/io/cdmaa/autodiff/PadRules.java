package io.cdmaa.autodiff;

import io.cdmaa.onnx.TensorData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Padding. The adjoint takes the core and, for the modes that repeat pixels, adds each margin where
 * its pixels came from, one axis after the other.
 */
final class PadRules {
  private PadRules() {}

  static List<OperatorRule> all() {
    return List.of(
        OperatorRule.of("Pad")
            .input("data", new InputRule.Formula(PadRules::data, PadRules::obstacle))
            .zero("pads", "sizes")
            .input("constant_value", PadRules::value)
            .zero("axes", "axes"));
  }

  private static Optional<InputRule.NotSupported> obstacle(NodeView node) {
    return node.constant(1).isPresent()
        ? Optional.empty()
        : Optional.of(
            new InputRule.NotSupported(
                "its pads are computed while it runs", "re-export with fixed input sizes"));
  }

  /** The padded margin is everything of the output that the core does not explain. */
  private static String value(Backward b) {
    long[] pads = fullPads(b);
    int rank = b.xDims(0).length;
    String core = b.g();
    for (int axis = 0; axis < rank; axis++) {
      core = core(b, core, axis, pads[axis], b.xDims(0)[axis], pads[axis + rank]);
    }
    long[] all = java.util.stream.LongStream.range(0, rank).toArray();
    String margin =
        b.op(
            "Sub",
            b.emit().reduce("ReduceSum", b.g(), false, all),
            b.emit().reduce("ReduceSum", core, false, all));
    return b.emit().reshape(margin, b.dims());
  }

  private static long[] fullPads(Backward b) {
    long[] given = b.constant(1).orElseThrow().longs();
    int rank = b.xDims(0).length;
    Optional<TensorData> axes = b.constant(3);
    if (axes.isEmpty()) {
      return given;
    }
    long[] full = new long[2 * rank];
    long[] which = axes.get().longs();
    for (int i = 0; i < which.length; i++) {
      int axis = (int) (which[i] < 0 ? which[i] + rank : which[i]);
      full[axis] = given[i];
      full[axis + rank] = given[i + which.length];
    }
    return full;
  }

  private static String data(Backward b) {
    long[] pads = fullPads(b);
    long[] dims = b.dims();
    String g = b.g();
    String mode = b.attributes().string("mode", "constant");
    for (int axis = 0; axis < dims.length; axis++) {
      long before = pads[axis];
      long after = pads[axis + dims.length];
      if (before != 0 || after != 0) {
        g =
            mode.equals("constant") || before < 0 || after < 0
                ? negativeAware(b, g, mode, axis, before, dims[axis], after)
                : folded(b, g, mode, axis, before, dims[axis], after);
      }
    }
    return g;
  }

  /** Where a side is cropped, the other may still repeat pixels of what the crop has left. */
  private static String negativeAware(
      Backward b, String g, String mode, int axis, long before, long size, long after) {
    if (mode.equals("constant")) {
      return core(b, g, axis, before, size, after);
    }
    long cutBefore = Math.max(0, -before);
    long cutAfter = Math.max(0, -after);
    long left = size - cutBefore - cutAfter;
    String inner = folded(b, g, mode, axis, Math.max(0, before), left, Math.max(0, after));
    return padded(b, inner, axis, cutBefore, cutAfter);
  }

  /** The part of the gradient that belongs to the unpadded axis; zeros where it was cropped. */
  private static String core(Backward b, String g, int axis, long before, long size, long after) {
    long length = size + before + after;
    long from = Math.max(0, before);
    long to = length - Math.max(0, after);
    String kept = from > 0 || to < length ? b.emit().slice(g, axis, from, to) : g;
    return padded(b, kept, axis, Math.max(0, -before), Math.max(0, -after));
  }

  private static String padded(Backward b, String g, int axis, long before, long after) {
    if (before == 0 && after == 0) {
      return g;
    }
    int rank = b.xDims(0).length;
    long[] pads = new long[2 * rank];
    pads[axis] = before;
    pads[axis + rank] = after;
    return b.op("Pad", g, b.emit().vector(pads));
  }

  private static String folded(
      Backward b, String g, String mode, int axis, long before, long size, long after) {
    List<String> parts = new ArrayList<>();
    parts.add(core(b, g, axis, before, size, after));
    if (before > 0) {
      parts.add(margin(b, b.emit().slice(g, axis, 0, before), mode, axis, before, size, true));
    }
    if (after > 0) {
      long end = before + size + after;
      String last = b.emit().slice(g, axis, before + size, end);
      parts.add(margin(b, last, mode, axis, after, size, false));
    }
    return ElementwiseRules.sum(b, parts.toArray(String[]::new));
  }

  /** One margin's gradient at the place of the pixels that it repeats. */
  private static String margin(
      Backward b, String g, String mode, int axis, long width, long size, boolean first) {
    return switch (mode) {
      case "reflect" -> {
        String mirrored = IndexingRules.reversed(b, g, axis);
        yield first
            ? padded(b, mirrored, axis, 1, size - 1 - width)
            : padded(b, mirrored, axis, size - 1 - width, 1);
      }
      case "edge" -> {
        String sum = b.emit().reduce("ReduceSum", g, true, axis);
        yield first ? padded(b, sum, axis, 0, size - 1) : padded(b, sum, axis, size - 1, 0);
      }
      case "wrap" ->
          first ? padded(b, g, axis, size - width, 0) : padded(b, g, axis, 0, size - width);
      default -> throw new IllegalStateException("Pad has no mode " + mode);
    };
  }
}
