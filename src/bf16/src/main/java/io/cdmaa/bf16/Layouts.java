package io.cdmaa.bf16;

import io.cdmaa.bf16.Lowering.Unsupported;
import io.cdmaa.onnx.Axes;
import io.cdmaa.onnx.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;

/** Operators that move elements without computing: parts, joins, margins and other shapes. */
final class Layouts {
  private Layouts() {}

  /** Lowers operators that give the same elements other dimensions. */
  static void reshape(Lowering at, Node node) {
    Tensor x = at.read(node, 0);
    long[] dims = at.dims(node.output());
    if (Arrays.equals(x.dims(), dims)) {
      at.alias(node.output(), x);
      return;
    }
    at.alias(node.output(), at.reshaped(node, x, dims));
  }

  /**
   * Lowers a slice.
   *
   * @param view whether the part may stay where it is
   */
  static void slice(Lowering at, Node node, boolean view) {
    Tensor x = at.read(node, 0);
    long[] starts = at.integers(node, 1);
    long[] ends = at.integers(node, 2);
    long[] axes =
        node.hasInput(3) ? at.integers(node, 3) : LongStream.range(0, starts.length).toArray();
    long[] steps = node.hasInput(4) ? at.integers(node, 4) : null;
    Tensor part = x;
    for (int i = 0; i < axes.length; i++) {
      int axis = Axes.fromFront(axes[i], x.rank());
      long size = x.dims()[axis];
      long step = steps == null ? 1 : steps[i];
      if (step == 1) {
        long from = clamp(starts[i], size);
        part = part(at, part, axis, from, Math.max(0, clamp(ends[i], size) - from));
      } else if (step == -1) {
        reverse(at, node, part, axis);
        return;
      } else {
        throw new Unsupported(node, "its step is " + step);
      }
    }
    if (view) {
      at.alias(node.output(), part);
    } else {
      at.plan().copy(part, at.write(node));
    }
  }

  private static long clamp(long position, long size) {
    long p = position < 0 ? position + size : position;
    return Math.max(0, Math.min(size, p));
  }

  /** Reverses a whole axis of a few elements. */
  private static void reverse(Lowering at, Node node, Tensor x, int axis) {
    long size = x.dims()[axis];
    if (size > 8 || at.dims(node.output())[axis] != size) {
      throw new Unsupported(node, "reverses a long axis");
    }
    List<Tensor> parts = new ArrayList<>();
    for (long i = size - 1; i >= 0; i--) {
      parts.add(part(at, x, axis, i, 1));
    }
    join(at, node, axis, parts, at.write(node));
  }

  static Tensor part(Lowering at, Tensor x, int axis, long from, long count) {
    long[] dims = x.dims().clone();
    dims[axis] = count;
    return at.plan().view(x, from * x.strides()[axis], dims, x.strides());
  }

  /** Lowers a split. */
  static void split(Lowering at, Node node) {
    Tensor x = at.read(node, 0);
    int axis = Axes.of(node.attributes(), 0, x.rank());
    long from = 0;
    for (int i = 0; i < node.outputs().size(); i++) {
      long count = at.dims(node.outputs().get(i))[axis];
      at.plan().copy(part(at, x, axis, from, count), at.write(node, i));
      from += count;
    }
  }

  /** Lowers a concatenation. */
  static void concat(Lowering at, Node node) {
    Tensor target = at.write(node);
    int axis = Axes.of(node.attributes(), 0, target.rank());
    List<Tensor> parts = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      parts.add(at.read(node, i));
    }
    join(at, node, axis, parts, target);
  }

  /** Copies tensors side by side. */
  private static void join(Lowering at, Node node, int axis, List<Tensor> parts, Tensor target) {
    long from = 0;
    for (Tensor part : parts) {
      long count = part.dims()[axis];
      if (count > 0) {
        at.plan().copy(part, part(at, target, axis, from, count));
      }
      from += count;
    }
    if (from != target.dims()[axis]) {
      throw new Unsupported(node, "parts do not fill the whole");
    }
  }

  /** Lowers a padding, axis by axis. */
  static void pad(Lowering at, Node node) {
    Tensor x = at.read(node, 0);
    long[] pads = pads(at, node, x.rank());
    if (Arrays.stream(pads).anyMatch(p -> p < 0)) {
      throw new Unsupported(node, "crops");
    }
    String mode = node.attributes().string("mode", "constant");
    double value = node.hasInput(2) ? at.number(node, 2).orElse(Double.NaN) : 0;
    List<Integer> axes = new ArrayList<>();
    for (int axis = 0; axis < x.rank(); axis++) {
      if (pads[axis] > 0 || pads[axis + x.rank()] > 0) {
        axes.add(axis);
      }
    }
    if (axes.isEmpty()) {
      at.plan().copy(x, at.write(node));
      return;
    }
    Tensor target = at.write(node);
    // The whole once, then the margins of one axis after the other, which repeat what is there.
    Tensor core = target;
    for (int axis : axes) {
      core = part(at, core, axis, pads[axis], x.dims()[axis]);
    }
    at.plan().copy(x, core);
    for (int i = 0; i < axes.size(); i++) {
      Tensor whole = target;
      for (int axis : axes.subList(i + 1, axes.size())) {
        whole = part(at, whole, axis, pads[axis], x.dims()[axis]);
      }
      int axis = axes.get(i);
      Margins margins = new Margins(whole, axis, pads[axis], x.dims()[axis]);
      switch (mode) {
        case "reflect" -> margins.copy(at, d -> d, d -> x.dims()[axis] - 1 - d);
        case "edge" -> margins.copy(at, d -> 0, d -> x.dims()[axis] - 1);
        case "constant" -> margins.fill(at, node, value);
        default -> throw new Unsupported(node, "pads by " + mode);
      }
    }
  }

  /**
   * The margins of an axis of a padded tensor.
   *
   * @param whole the tensor, padded along the axis
   * @param before the width of the first margin
   * @param size of the axis without margins
   */
  private record Margins(Tensor whole, int axis, long before, long size) {
    private long after() {
      return whole.dims()[axis] - before - size;
    }

    /** Copies what lies at a distance from the border to the pixel at that distance outside. */
    void copy(Lowering at, LongUnaryOperator first, LongUnaryOperator last) {
      for (long d = 1; d <= before; d++) {
        move(at, before + first.applyAsLong(d), before - d);
      }
      for (long d = 1; d <= after(); d++) {
        move(at, before + last.applyAsLong(d), before + size - 1 + d);
      }
    }

    private void move(Lowering at, long from, long to) {
      at.plan().copy(part(at, whole, axis, from, 1), part(at, whole, axis, to, 1));
    }

    void fill(Lowering at, Node node, double value) {
      if (Double.isNaN(value)) {
        throw new Unsupported(node, "its value is not constant");
      }
      for (long[] margin : new long[][] {{0, before}, {before + size, after()}}) {
        if (margin[1] > 0) {
          Tensor border = part(at, whole, axis, margin[0], margin[1]);
          float[] values = new float[(int) border.size()];
          Arrays.fill(values, (float) value);
          at.plan().copy(at.plan().constant(values, border.dims()), border);
        }
      }
    }
  }

  private static long[] pads(Lowering at, Node node, int rank) {
    long[] given = at.integers(node, 1);
    if (!node.hasInput(3)) {
      return given;
    }
    long[] axes = at.integers(node, 3);
    long[] all = new long[2 * rank];
    for (int i = 0; i < axes.length; i++) {
      int axis = Axes.fromFront(axes[i], rank);
      all[axis] = given[i];
      all[axis + rank] = given[i + axes.length];
    }
    return all;
  }
}
