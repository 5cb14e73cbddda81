package io.cdmaa.bf16;

import com.sun.jna.Pointer;
import io.cdmaa.bf16.Elementwise.Function;
import io.cdmaa.bf16.Lowering.Unsupported;
import io.cdmaa.bf16.Plan.Argument;
import io.cdmaa.bf16.Tensor.Element;
import io.cdmaa.onnx.Axes;
import io.cdmaa.onnx.Node;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Sums, means and extremes over axes. */
final class Reductions {
  private Reductions() {}

  /** Lowers ReduceMax, ReduceMin and the global pools. */
  static void lower(Lowering at, Node node) {
    lower(at, node, List.of(node));
  }

  /**
   * Lowers a reduction.
   *
   * @param stages the node itself, then the reductions of other axes before it
   */
  static void lower(Lowering at, Node node, List<Node> stages) {
    Tensor x = at.read(stages.get(stages.size() - 1), 0);
    boolean[] reduced = new boolean[x.rank()];
    for (Node stage : stages) {
      addAxes(at, stage, reduced);
    }
    long[] kept = kept(x.dims(), reduced);
    long[] dims = at.dims(node.output());
    Tensor result =
        Arrays.equals(dims, kept)
            ? at.write(node)
            : at.plan().allocate(at.type(node.output()), kept);
    if (result.type() == Element.BF16 && !overRows(reduced)) {
      // A map of statistics is kept exact.
      result = at.plan().allocate(Element.F32, kept);
      at.alias(node.output(), result);
    }
    reduce(at, node, x, reduced, result);
    if (!Arrays.equals(dims, kept)) {
      at.alias(node.output(), at.reshaped(node, result, dims));
    }
  }

  private static long[] kept(long[] dims, boolean[] reduced) {
    long[] kept = dims.clone();
    for (int i = 0; i < kept.length; i++) {
      kept[i] = reduced[i] ? 1 : kept[i];
    }
    return kept;
  }

  private static void reduce(Lowering at, Node node, Tensor x, boolean[] reduced, Tensor result) {
    boolean mean = node.opType().equals("ReduceMean") || node.opType().startsWith("GlobalAv");
    boolean sum = mean || node.opType().equals("ReduceSum");
    double factor = mean ? (double) result.size() / x.size() : 1;
    if (sum && overRows(reduced)) {
      rows(at, node, x, result);
      if (mean) {
        Elementwise.apply(at, node, Function.linear(factor, 0), result, result);
      }
    } else if (sum && overPlane(reduced) && x.type() == Element.BF16 && isDense(x)) {
      if (count(reduced) == 2) {
        plane(at, node, x, result, factor);
        return;
      }
      boolean[] space = {false, false, true, true};
      Tensor planes = at.plan().allocate(Element.F32, kept(x.dims(), space));
      plane(at, node, x, planes, mean ? (double) planes.size() / x.size() : 1);
      primitive(at, node, mean, planes, result);
    } else {
      primitive(at, node, mean, x, result);
    }
  }

  private static void addAxes(Lowering at, Node node, boolean[] reduced) {
    int rank = reduced.length;
    if (node.opType().startsWith("Global")) {
      Arrays.fill(reduced, 2, rank, true);
      return;
    }
    if (!node.hasInput(1)) {
      if (node.attributes().integer("noop_with_empty_axes", 0) == 1) {
        throw new Unsupported(node, "reduces nothing");
      }
      Arrays.fill(reduced, true);
      return;
    }
    for (long axis : at.integers(node, 1)) {
      reduced[Axes.fromFront(axis, rank)] = true;
    }
  }

  private static boolean overRows(boolean[] reduced) {
    return reduced.length > 1 && reduced[0] && count(reduced) == 1;
  }

  private static boolean overPlane(boolean[] reduced) {
    return reduced.length == 4 && reduced[2] && reduced[3] && count(reduced) < 4;
  }

  private static long count(boolean[] reduced) {
    long count = 0;
    for (boolean r : reduced) {
      count += r ? 1 : 0;
    }
    return count;
  }

  private static boolean isDense(Tensor x) {
    return x.hasStrides(Tensor.channelsLast(x.dims()));
  }

  private static void rows(Lowering at, Node node, Tensor x, Tensor result) {
    List<Tensor> parts =
        LongStream.range(0, x.dims()[0]).mapToObj(n -> at.plan().rows(x, n, 1)).toList();
    Sums.add(at, node, result, parts);
  }

  /** Sums each plane of an image with channels last as a product with a row of ones. */
  private static void plane(Lowering at, Node node, Tensor x, Tensor result, double factor) {
    Engine engine = at.plan().engine();
    long n = x.dims()[0];
    long c = x.dims()[1];
    long pixels = x.dims()[2] * x.dims()[3];
    float[] values = new float[(int) pixels];
    Arrays.fill(values, 1);
    long[] onesDims = {1, 1, pixels};
    Pointer onesDesc = engine.desc(Element.BF16, onesDims, Tensor.rowMajor(onesDims));
    Tensor ones = at.plan().converted(at.plan().constant(values, onesDims), Element.BF16, onesDesc);
    long[] planeDims = {n, pixels, c};
    Tensor planes = at.plan().view(x, 0, planeDims, Tensor.rowMajor(planeDims));
    long[] sumDims = {n, 1, c};
    Tensor sums = at.plan().view(result, 0, sumDims, Tensor.rowMajor(sumDims));
    Pointer attributes =
        factor == 1
            ? engine.plain()
            : new PostOperations().function(Codes.LINEAR, factor, 0).attributes(engine);
    at.add(
        node,
        "plane sum",
        r ->
            Dnnl.matmulPrimitiveDescCreate(
                r, engine.pointer(), ones.desc(), planes.desc(), null, sums.desc(), attributes),
        new Argument(Codes.ARG_SOURCE, ones),
        new Argument(Codes.ARG_WEIGHTS, planes),
        new Argument(Codes.ARG_TARGET, sums));
  }

  private static void primitive(Lowering at, Node node, boolean mean, Tensor x, Tensor result) {
    Engine engine = at.plan().engine();
    int kind =
        switch (node.opType()) {
          case "ReduceSum" -> Codes.REDUCE_SUM;
          case "ReduceMax", "GlobalMaxPool" -> Codes.REDUCE_MAX;
          case "ReduceMin" -> Codes.REDUCE_MIN;
          default -> Codes.REDUCE_MEAN;
        };
    if (Arrays.equals(x.dims(), result.dims())) {
      at.plan().copy(x, result);
      return;
    }
    at.add(
        node,
        "reduction",
        r ->
            Dnnl.reductionPrimitiveDescCreate(
                r,
                engine.pointer(),
                mean ? Codes.REDUCE_MEAN : kind,
                x.desc(),
                result.desc(),
                0,
                0,
                engine.plain()),
        new Argument(Codes.ARG_SOURCE, x),
        new Argument(Codes.ARG_TARGET, result));
  }
}
