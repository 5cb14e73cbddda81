package io.cdmaa.autodiff;

import io.cdmaa.onnx.Attributes;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Resampling. Every mode is linear in the image and separable, so its adjoint is one product with a
 * transposed interpolation matrix per resized axis. For nearest-neighbour enlargement by an integer
 * it is a sum over blocks.
 */
final class ResizeRules {
  private ResizeRules() {}

  static List<OperatorRule> all() {
    return List.of(
        OperatorRule.of("Resize")
            .input("X", new InputRule.Formula(ResizeRules::input, ResizeRules::obstacle))
            .zero("roi", "a region")
            .zero("scales", "sizes")
            .zero("sizes", "sizes"));
  }

  private static Optional<InputRule.NotSupported> obstacle(NodeView node) {
    boolean constant =
        IntStream.rangeClosed(1, 3)
            .allMatch(
                i ->
                    !node.node().hasInput(i)
                        || node.xType(i).size() == 0
                        || node.constant(i).isPresent());
    if (!constant) {
      return Optional.of(
          new InputRule.NotSupported(
              "its sizes are computed at run time", "re-export with fixed input sizes"));
    }
    return roundsAway(node)
        ? Optional.of(
            new InputRule.NotSupported(
                "it keeps the aspect ratio by rounding a size up", "re-export with given sizes"))
        : Optional.empty();
  }

  /** Returns whether the shared scale alone would give another size. */
  private static boolean roundsAway(NodeView node) {
    Double scale = AxisMatrix.sharedScale(node);
    long[] x = node.xDims(0);
    long[] y = node.yDims();
    return scale != null
        && IntStream.range(0, x.length)
            .filter(i -> AxisMatrix.position(node, i) >= 0)
            .anyMatch(i -> (long) (x[i] * scale.floatValue()) != y[i]);
  }

  private static String input(Backward b) {
    long[] from = b.yDims();
    long[] to = b.dims();
    String g = b.g();
    List<AxisMatrix> matrices =
        IntStream.range(0, to.length).mapToObj(axis -> AxisMatrix.of(b, axis)).toList();
    if (areBlocksOfPlanes(matrices)) {
      return blockSums(b, matrices.get(2).repeats(), matrices.get(3).repeats());
    }
    for (int axis = 0; axis < to.length; axis++) {
      AxisMatrix matrix = matrices.get(axis);
      if (matrix.isIdentity()) {
        continue;
      }
      g =
          matrix.repeats() > 0
              ? blockSum(b, g, from, axis, matrix.repeats())
              : product(b, g, from, axis, matrix);
      from[axis] = to[axis];
    }
    return g;
  }

  private static boolean areBlocksOfPlanes(List<AxisMatrix> matrices) {
    return matrices.size() == 4
        && matrices.get(0).isIdentity()
        && matrices.get(1).isIdentity()
        && matrices.get(2).repeats() > 0
        && matrices.get(3).repeats() > 0;
  }

  /**
   * Emits block sums as averages, which take a single pass and are recognised by the graph passes.
   */
  private static String blockSums(Backward b, int height, int width) {
    long[] block = {height, width};
    Attributes pool = Attributes.of("kernel_shape", block, "strides", block);
    return b.emit().scale(b.op("AveragePool", pool, b.g()), (double) height * width);
  }

  private static String blockSum(Backward b, String g, long[] dims, int axis, int block) {
    long[] split = new long[dims.length + 1];
    System.arraycopy(dims, 0, split, 0, axis);
    split[axis] = dims[axis] / block;
    split[axis + 1] = block;
    System.arraycopy(dims, axis + 1, split, axis + 2, dims.length - axis - 1);
    return b.emit().reduce("ReduceSum", b.emit().reshape(g, split), false, axis + 1);
  }

  /** Reshapes to three axes, [before, axis, after], and multiplies along the middle one. */
  private static String product(Backward b, String g, long[] dims, int axis, AxisMatrix matrix) {
    long before = IntStream.range(0, axis).mapToLong(i -> dims[i]).reduce(1, (p, q) -> p * q);
    long after =
        IntStream.range(axis + 1, dims.length).mapToLong(i -> dims[i]).reduce(1, (p, q) -> p * q);
    long[] result = dims.clone();
    result[axis] = matrix.inputs();
    if (after == 1) {
      String rows = b.emit().reshape(g, before, dims[axis]);
      String m = b.floats(matrix.weights(), matrix.outputs(), matrix.inputs());
      return b.emit().reshape(b.op("MatMul", rows, m), result);
    }
    String planes = b.emit().reshape(g, before, dims[axis], after);
    String m = b.floats(matrix.transposed(), matrix.inputs(), matrix.outputs());
    return b.emit().reshape(b.op("MatMul", m, planes), result);
  }
}
