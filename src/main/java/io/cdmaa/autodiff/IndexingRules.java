package io.cdmaa.autodiff;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.TensorData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Operators that pick elements. Their adjoint puts each gradient back and adds where it repeats.
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
            .input("data", new InputRule.Formula(IndexingRules::gatherNd, IndexingRules::noBatch))
            .zero("indices", "indices"));
  }

  private static Optional<InputRule.NotSupported> noBatch(NodeView node) {
    return node.attributes().integer("batch_dims", 0) == 0
        ? Optional.empty()
        : Optional.of(
            new InputRule.NotSupported("it has batch dimensions", "re-export with Gather"));
  }

  private static String gatherNd(Backward b) {
    return b.op("ScatterND", ADD, b.zeros(b.dims()), b.x(1), b.g());
  }

  /** Brings the gathered axis to the front, adds there, and moves it back. */
  private static String gather(Backward b) {
    long[] dims = b.dims();
    int rank = dims.length;
    int axis = ShapeRules.axis(b, 0, rank);
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
            b.emit().reshape(b.x(1), count, 1),
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
                "its bounds are computed while it runs", "re-export with fixed input sizes"));
  }

  /** Along each sliced axis: reverse for a negative step, spread for a longer one, then pad. */
  private static String slice(Backward b) {
    long[] dims = b.dims();
    long[] current = b.yDims();
    long[] starts = b.constant(1).orElseThrow().longs();
    long[] axes =
        b.constant(3)
            .map(TensorData::longs)
            .orElseGet(() -> LongStream.range(0, starts.length).toArray());
    Optional<TensorData> steps = b.constant(4);
    String g = b.g();
    long[] pads = new long[2 * dims.length];
    for (int i = 0; i < axes.length; i++) {
      int axis = (int) (axes[i] < 0 ? axes[i] + dims.length : axes[i]);
      long step = steps.isPresent() ? steps.get().longs()[i] : 1;
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

  /** Puts step - 1 zeros between neighbours along an axis. */
  private static String spread(Backward b, String g, long[] dims, int axis, long step) {
    List<Long> split = new ArrayList<>();
    for (int i = 0; i < dims.length; i++) {
      split.add(dims[i]);
      if (i == axis) {
        split.add(1L);
      }
    }
    long[] pads = new long[2 * split.size()];
    pads[split.size() + axis + 1] = step - 1;
    long[] merged = dims.clone();
    merged[axis] *= step;
    String apart = b.emit().reshape(g, split.stream().mapToLong(Long::longValue).toArray());
    String zeros = b.op("Pad", apart, b.emit().vector(pads));
    return b.emit().slice(b.emit().reshape(zeros, merged), axis, 0, (dims[axis] - 1) * step + 1);
  }
}
