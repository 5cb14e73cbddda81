package io.cdmaa.autodiff;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.Axes;
import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.TensorData;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Operators that pick elements. Their adjoint puts each gradient back and adds where elements
 * repeat.
 */
final class IndexingRules {
  private static final Attributes ADD = Attributes.of("reduction", "add");

  private IndexingRules() {}

  static List<OperatorRule> all() {
    return List.of(
        OperatorRule.of("Slice")
            .input(
                "data", new InputRule.Formula(IndexingRules::slice, IndexingRules::constantBounds))
            .zero("starts", "positions")
            .zero("ends", "positions")
            .zero("axes", "axes")
            .zero("steps", "steps"),
        OperatorRule.of("Gather").input("data", IndexingRules::gather).zero("indices", "indices"),
        OperatorRule.of("GatherElements")
            .input(
                "data",
                b ->
                    b.op(
                        "ScatterElements",
                        ADD.with("axis", b.attributes().integer("axis", 0)),
                        b.zeros(b.dims()),
                        b.x(1),
                        b.g()))
            .zero("indices", "indices"),
        OperatorRule.of("GatherND")
            .input("data", IndexingRules::gatherNd)
            .zero("indices", "indices"),
        OperatorRule.of("OneHot")
            .zero("indices", "indices")
            .zero("depth", "a count")
            .input("values", IndexingRules::oneHot),
        OperatorRule.of("Hardmax").zero("input", "piecewise constant"),
        OperatorRule.of("ReverseSequence")
            .input("input", b -> b.op("ReverseSequence", b.attributes(), b.g(), b.x(1)))
            .zero("sequence_lens", "lengths"),
        scatter("ScatterElements", "GatherElements", "axis"),
        scatter("ScatterND", "GatherND"));
  }

  /**
   * Replaced data receives no gradient, and the updates receive it; data that is added to keeps it.
   */
  private static OperatorRule scatter(String opType, String inverse, String... attributes) {
    return OperatorRule.of(opType)
        .input(
            "data",
            new InputRule.Formula(
                b ->
                    adds(b)
                        ? b.g()
                        : b.op(opType, only(b, attributes), b.g(), b.x(1), b.zeros(b.xDims(2))),
                IndexingRules::plainReduction))
        .zero("indices", "indices")
        .input(
            "updates",
            new InputRule.Formula(
                b -> b.op(inverse, only(b, attributes), b.g(), b.x(1)),
                IndexingRules::plainReduction))
        .where(
            "indices must not repeat unless the reduction is add, as the specification"
                + " requires");
  }

  private static Attributes only(Backward b, String... names) {
    Attributes kept = Attributes.none();
    for (String name : names) {
      kept = kept.with(name, b.attributes().integer(name, 0));
    }
    return kept;
  }

  private static boolean adds(NodeView node) {
    return node.attributes().string("reduction", "none").equals("add");
  }

  private static Optional<InputRule.NotSupported> plainReduction(NodeView node) {
    String reduction = node.attributes().string("reduction", "none");
    return reduction.equals("none") || reduction.equals("add")
        ? Optional.empty()
        : Optional.of(
            new InputRule.NotSupported(
                "its reduction '" + reduction + "' has no formula", "re-export without it"));
  }

  /** The value off applies wherever the value on does not. */
  private static String oneHot(Backward b) {
    String marks = b.emit().constant(TensorData.ofFloats(new float[] {0, 1}, 2));
    String hot = b.op("OneHot", b.attributes(), b.x(0), b.x(1), marks);
    String cold = b.op("Sub", b.scalar(1), hot);
    long[] all = LongStream.range(0, b.yDims().length).toArray();
    String off = Reductions.sum(b, b.op("Mul", b.g(), cold), b.yDims(), all);
    String on = Reductions.sum(b, b.op("Mul", b.g(), hot), b.yDims(), all);
    return b.op(
        "Concat", Attributes.of("axis", 0), b.emit().reshape(off, 1), b.emit().reshape(on, 1));
  }

  private static String gatherNd(Backward b) {
    return b.op("ScatterND", ADD, b.zeros(b.dims()), fullIndices(b), b.g());
  }

  /** Returns the indices of a GatherND prefixed with those of its batch axes. */
  private static String fullIndices(Backward b) {
    int batches = (int) b.attributes().integer("batch_dims", 0);
    if (batches == 0) {
      return b.x(1);
    }
    long[] dims = b.xDims(1);
    dims[dims.length - 1] = batches;
    long rows = LongStream.of(dims).limit(dims.length - 1L).reduce(1, Math::multiplyExact);
    long[] own = new long[(int) rows * batches];
    for (int row = 0; row < rows; row++) {
      long rest = row;
      for (int axis = dims.length - 2; axis >= 0; axis--) {
        if (axis < batches) {
          own[row * batches + axis] = rest % dims[axis];
        }
        rest /= dims[axis];
      }
    }
    String grid = b.emit().constant(TensorData.ofLongs(own, dims));
    return b.op("Concat", Attributes.of("axis", -1), grid, b.x(1));
  }

  /** Returns the indices as int64, which ScatterND requires. */
  private static String longIndices(Backward b) {
    return b.xType(1).elementType() == ElementType.INT64
        ? b.x(1)
        : b.op("Cast", Attributes.of("to", ElementType.INT64.code()), b.x(1));
  }

  /**
   * Emits the adjoint of Gather: a Pad if the indices are known to be consecutive, another Gather
   * if they permute the axis, a scatter otherwise.
   */
  private static String gather(Backward b) {
    long[] dims = b.dims();
    int axis = ShapeRules.axis(b, 0, dims.length);
    long size = dims[axis];
    long[] indices =
        b.constant(1)
            .filter(t -> t.type().rank() < 2 && t.size() > 0)
            .map(t -> LongStream.of(t.longs()).map(i -> i < 0 ? i + size : i).toArray())
            .orElse(new long[0]);
    long[] inverse = new long[indices.length];
    long first = indices.length == 0 ? 0 : indices[0];
    boolean run = indices.length > 0;
    for (int i = 0; i < indices.length; i++) {
      run &= indices[i] == first + i;
      inverse[(int) Math.min(indices[i], indices.length - 1)] = i;
    }
    if (run) {
      dims[axis] = indices.length;
      String g = b.xDims(1).length == 0 ? b.emit().reshape(b.g(), dims) : b.g();
      return padded(b, g, axis, dims.length, first, size - first - indices.length);
    }
    boolean permutes = indices.length == size && LongStream.of(indices).distinct().count() == size;
    return permutes
        ? b.op("Gather", Attributes.of("axis", axis), b.g(), b.emit().vector(inverse))
        : addedUp(b, axis);
  }

  /** Adds zeros before and after along one axis. */
  static String padded(Backward b, String g, int axis, int rank, long before, long after) {
    if (before == 0 && after == 0) {
      return g;
    }
    long[] pads = new long[2 * rank];
    pads[axis] = before;
    pads[axis + rank] = after;
    return b.op("Pad", g, b.emit().vector(pads));
  }

  /** Moves the gathered axis to the front, accumulates there, and moves it back. */
  private static String addedUp(Backward b, int axis) {
    long[] dims = b.dims();
    int rank = dims.length;
    int picked = b.xDims(1).length;
    long count = LongStream.of(b.xDims(1)).reduce(1, Math::multiplyExact);
    long[] toFront =
        IntStream.concat(
                IntStream.range(axis, axis + picked),
                IntStream.range(0, rank - 1 + picked).filter(i -> i < axis || i >= axis + picked))
            .asLongStream()
            .toArray();
    long[] front =
        LongStream.concat(
                LongStream.of(dims[axis]),
                IntStream.range(0, rank).filter(i -> i != axis).mapToLong(i -> dims[i]))
            .toArray();
    long[] updates = front.clone();
    updates[0] = count;
    String g = axis == 0 ? b.g() : b.emit().transpose(b.g(), toFront);
    String sum =
        b.op(
            "ScatterND",
            ADD,
            b.zeros(front),
            b.emit().reshape(longIndices(b), count, 1),
            b.emit().reshape(g, updates));
    if (axis == 0) {
      return sum;
    }
    long[] back =
        IntStream.range(0, rank).mapToLong(i -> i == axis ? 0 : i < axis ? i + 1 : i).toArray();
    return b.emit().transpose(sum, back);
  }

  private static Optional<InputRule.NotSupported> constantBounds(NodeView node) {
    boolean constant =
        IntStream.range(1, node.node().inputs().size())
            .allMatch(i -> !node.node().hasInput(i) || node.constant(i).isPresent());
    return constant
        ? Optional.empty()
        : Optional.of(
            new InputRule.NotSupported(
                "its bounds are computed at run time", "re-export with fixed input sizes"));
  }

  /** Along each sliced axis: reverses for a negative step, spreads for a longer step, then pads. */
  private static String slice(Backward b) {
    long[] dims = b.dims();
    long[] current = b.yDims();
    long[] starts = b.constant(1).orElseThrow().longs();
    long[] axes =
        b.constant(3)
            .map(TensorData::longs)
            .orElseGet(() -> LongStream.range(0, starts.length).toArray());
    Optional<long[]> steps = b.constant(4).map(TensorData::longs);
    String g = b.g();
    long[] pads = new long[2 * dims.length];
    for (int i = 0; i < axes.length; i++) {
      int axis = Axes.fromFront(axes[i], dims.length);
      long step = steps.isPresent() ? steps.get()[i] : 1;
      long count = current[axis];
      if (count == 0) {
        return b.zeros(dims);
      }
      long first = starts[i] < 0 ? starts[i] + dims[axis] : starts[i];
      first = Math.max(0, Math.min(first, dims[axis] - 1));
      if (step < 0) {
        g = reversed(b, g, axis);
        first += (count - 1) * step;
        step = -step;
      }
      if (step > 1 && count > 1) {
        g = spread(b, g, current, axis, step);
        current[axis] = (count - 1) * step + 1;
      }
      pads[axis] = first;
      pads[axis + dims.length] = dims[axis] - first - current[axis];
    }
    boolean padded = LongStream.of(pads).anyMatch(p -> p != 0);
    return padded ? b.op("Pad", g, b.emit().vector(pads)) : g;
  }

  static String reversed(Backward b, String g, int axis) {
    return b.op(
        "Slice",
        g,
        b.emit().vector(-1),
        b.emit().vector(Long.MIN_VALUE),
        b.emit().vector(axis),
        b.emit().vector(-1));
  }

  /** Inserts step - 1 zeros between neighbours along an axis. */
  private static String spread(Backward b, String g, long[] dims, int axis, long step) {
    long[] split = new long[dims.length + 1];
    System.arraycopy(dims, 0, split, 0, axis + 1);
    split[axis + 1] = 1;
    System.arraycopy(dims, axis + 1, split, axis + 2, dims.length - axis - 1);
    long[] pads = new long[2 * split.length];
    pads[split.length + axis + 1] = step - 1;
    long[] merged = dims.clone();
    merged[axis] *= step;
    String apart = b.emit().reshape(g, split);
    String zeros = b.op("Pad", apart, b.emit().vector(pads));
    return b.emit().slice(b.emit().reshape(zeros, merged), axis, 0, (dims[axis] - 1) * step + 1);
  }
}
