package io.cdmaa.autodiff;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.Axes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Operators that only move, repeat or regroup elements. */
final class ShapeRules {
  private ShapeRules() {}

  static List<OperatorRule> all() {
    return List.of(
        reshaping("Reshape").zero("shape", "a shape"),
        reshaping("Flatten"),
        reshaping("Squeeze").zero("axes", "axes"),
        reshaping("Unsqueeze").zero("axes", "axes"),
        OperatorRule.of("Transpose").input("data", ShapeRules::transpose),
        OperatorRule.of("Expand")
            .input("input", b -> b.unbroadcast(b.g()))
            .zero("shape", "a shape"),
        OperatorRule.of("Tile").input("input", ShapeRules::tile).zero("repeats", "counts"),
        OperatorRule.of("Concat").input("inputs", ShapeRules::concat).repeated(),
        OperatorRule.of("Split").input("input", ShapeRules::split).zero("split", "lengths"),
        OperatorRule.of("DepthToSpace").input("input", ShapeRules::depthToSpace),
        OperatorRule.of("SpaceToDepth")
            .input(
                "input",
                b ->
                    b.op(
                        "DepthToSpace",
                        Attributes.of("blocksize", b.attributes().integer("blocksize", 1)),
                        b.g())),
        OperatorRule.of("Trilu")
            .input(
                "input",
                b ->
                    b.node().hasInput(1)
                        ? b.op("Trilu", b.attributes(), b.g(), b.x(1))
                        : b.op("Trilu", b.attributes(), b.g()))
            .zero("k", "a diagonal"),
        OperatorRule.of("Shape").zero("data", "a shape"),
        OperatorRule.of("Size").zero("data", "a size"),
        OperatorRule.of("ConstantOfShape").zero("input", "a shape"),
        OperatorRule.of("Range")
            .zero("start", "a position")
            .zero("limit", "a count")
            .zero("delta", "a step"));
  }

  private static OperatorRule reshaping(String opType) {
    return OperatorRule.of(opType).input("data", b -> b.emit().reshape(b.g(), b.dims()));
  }

  private static String transpose(Backward b) {
    int rank = b.dims().length;
    long[] forward =
        b.attributes()
            .integers("perm")
            .orElseGet(() -> IntStream.range(0, rank).mapToLong(i -> rank - 1 - i).toArray());
    long[] inverse = new long[rank];
    for (int i = 0; i < rank; i++) {
      inverse[(int) forward[i]] = i;
    }
    return b.emit().transpose(b.g(), inverse);
  }

  /** Splits each axis into (repeat, original) and sums over the repeats. */
  private static String tile(Backward b) {
    long[] from = b.dims();
    long[] to = b.yDims();
    long[] split = new long[2 * from.length];
    long[] axes = new long[from.length];
    for (int i = 0; i < from.length; i++) {
      split[2 * i] = to[i] / from[i];
      split[2 * i + 1] = from[i];
      axes[i] = 2L * i;
    }
    String parts = b.emit().reshape(b.g(), split);
    return b.emit().reshape(b.emit().reduce("ReduceSum", parts, false, axes), from);
  }

  static int axis(Backward b, long byDefault, int rank) {
    return Axes.of(b.attributes(), byDefault, rank);
  }

  private static String concat(Backward b) {
    int axis = axis(b, 0, b.yDims().length);
    long from = 0;
    for (int i = 0; i < b.index(); i++) {
      from += b.xDims(i)[axis];
    }
    return b.emit().slice(b.g(), axis, from, from + b.dims()[axis]);
  }

  private static String split(Backward b) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < b.node().outputs().size(); i++) {
      parts.add(b.gradientOrZeros(i));
    }
    int axis = axis(b, 0, b.dims().length);
    return b.op("Concat", Attributes.of("axis", axis), parts.toArray(String[]::new));
  }

  private static String depthToSpace(Backward b) {
    long block = b.attributes().integer("blocksize", 1);
    if (b.attributes().string("mode", "DCR").equals("DCR")) {
      return b.op("SpaceToDepth", Attributes.of("blocksize", block), b.g());
    }
    long[] x = b.dims();
    long depth = x[1] / (block * block);
    String split = b.emit().reshape(b.g(), x[0], depth, x[2], block, x[3], block);
    return b.emit().reshape(b.emit().transpose(split, 0, 1, 3, 5, 2, 4), x);
  }
}
