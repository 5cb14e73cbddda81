package io.cdmaa.autodiff;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.Axes;
import io.cdmaa.onnx.TensorData;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Padding. The adjoint takes the core and, for modes that repeat pixels, adds each margin at the
 * pixels that it repeats, one axis after the other.
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
    boolean known =
        node.constant(1).isPresent() && (!node.node().hasInput(3) || node.constant(3).isPresent());
    if (!known) {
      return Optional.of(
          new InputRule.NotSupported(
              "its pads are computed at run time", "re-export with fixed input sizes"));
    }
    String mode = node.attributes().string("mode", "constant");
    long[] pads = fullPads(node);
    long[] dims = node.xDims(0);
    for (int i = 0; i < pads.length; i++) {
      int axis = i % dims.length;
      long left = dims[axis] + Math.min(0, pads[axis]) + Math.min(0, pads[axis + dims.length]);
      boolean far = mode.equals("reflect") ? pads[i] >= left : pads[i] > left;
      if (far && pads[i] > 0 && (mode.equals("reflect") || mode.equals("wrap"))) {
        return Optional.of(
            new InputRule.NotSupported(
                "its " + mode + " pads are wider than the image",
                "re-export for a larger image, or with several Pad nodes"));
      }
    }
    return Optional.empty();
  }

  /** The gradient of the padding value is the sum over the output outside the core. */
  private static String value(Backward b) {
    if (!b.attributes().string("mode", "constant").equals("constant")) {
      return b.zeros(b.dims());
    }
    long[] pads = fullPads(b);
    int rank = b.xDims(0).length;
    String core = b.g();
    for (int axis = 0; axis < rank; axis++) {
      core = core(b, core, axis, pads[axis], b.xDims(0)[axis], pads[axis + rank]);
    }
    long[] all = LongStream.range(0, rank).toArray();
    String margin =
        b.op(
            "Sub",
            b.emit().reduce("ReduceSum", b.g(), false, all),
            b.emit().reduce("ReduceSum", core, false, all));
    return b.emit().reshape(margin, b.dims());
  }

  private static long[] fullPads(NodeView b) {
    long[] given = b.constant(1).orElseThrow().longs();
    int rank = b.xDims(0).length;
    Optional<TensorData> axes = b.constant(3);
    if (axes.isEmpty()) {
      return given;
    }
    long[] full = new long[2 * rank];
    long[] which = axes.get().longs();
    for (int i = 0; i < which.length; i++) {
      int axis = Axes.fromFront(which[i], rank);
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

  /** Crops one side; the other may still repeat pixels that remain after cropping. */
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

  /**
   * Returns the part of the gradient that belongs to the unpadded axis; zeros where it was cropped.
   */
  private static String core(Backward b, String g, int axis, long before, long size, long after) {
    long length = size + before + after;
    long from = Math.max(0, before);
    long to = length - Math.max(0, after);
    String kept = from > 0 || to < length ? b.emit().slice(g, axis, from, to) : g;
    return padded(b, kept, axis, Math.max(0, -before), Math.max(0, -after));
  }

  private static String padded(Backward b, String g, int axis, long before, long after) {
    return IndexingRules.padded(b, g, axis, b.xDims(0).length, before, after);
  }

  /** The contribution of a margin to the core: its gradient at the pixels that it repeats. */
  private record Margin(String gradient, long at, long width) {}

  private static String folded(
      Backward b, String g, String mode, int axis, long before, long size, long after) {
    List<Margin> margins = new ArrayList<>();
    if (before > 0) {
      String first = b.emit().slice(g, axis, 0, before);
      margins.add(margin(b, first, mode, axis, before, size, true));
    }
    if (after > 0) {
      String last = b.emit().slice(g, axis, before + size, before + size + after);
      margins.add(margin(b, last, mode, axis, after, size, false));
    }
    margins.sort(Comparator.comparingLong(Margin::at));
    long reached = 0;
    for (Margin m : margins) {
      if (m.at() < reached) {
        return overlapping(b, core(b, g, axis, before, size, after), margins, axis, size);
      }
      reached = m.at() + m.width();
    }
    return sideBySide(b, g, before, margins, axis, size);
  }

  private static String overlapping(
      Backward b, String core, List<Margin> margins, int axis, long size) {
    List<String> parts = new ArrayList<>(List.of(core));
    for (Margin m : margins) {
      parts.add(padded(b, m.gradient(), axis, m.at(), size - m.at() - m.width()));
    }
    return ElementwiseRules.sum(b, parts.toArray(String[]::new));
  }

  /** Touches only the pixels that are repeated; the rest is copied directly from the gradient. */
  private static String sideBySide(
      Backward b, String g, long before, List<Margin> margins, int axis, long size) {
    List<String> parts = new ArrayList<>();
    long from = 0;
    for (Margin m : margins) {
      if (m.at() > from) {
        parts.add(b.emit().slice(g, axis, before + from, before + m.at()));
      }
      from = m.at() + m.width();
      String repeated = b.emit().slice(g, axis, before + m.at(), before + from);
      parts.add(b.op("Add", repeated, m.gradient()));
    }
    if (from < size) {
      parts.add(b.emit().slice(g, axis, before + from, before + size));
    }
    return parts.size() == 1
        ? parts.get(0)
        : b.op("Concat", Attributes.of("axis", axis), parts.toArray(String[]::new));
  }

  private static Margin margin(
      Backward b, String g, String mode, int axis, long width, long size, boolean first) {
    return switch (mode) {
      case "reflect" ->
          new Margin(IndexingRules.reversed(b, g, axis), first ? 1 : size - 1 - width, width);
      case "edge" ->
          new Margin(b.emit().reduce("ReduceSum", g, true, axis), first ? 0 : size - 1, 1);
      case "wrap" -> new Margin(g, first ? size - width : 0, width);
      default -> throw new IllegalStateException("Pad has no mode " + mode);
    };
  }
}
