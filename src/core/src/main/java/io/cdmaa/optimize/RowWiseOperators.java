package io.cdmaa.optimize;

import io.cdmaa.onnx.Axes;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.Node;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** The operators that compute each row of axis 0 only from the same row of their inputs. */
final class RowWiseOperators {
  private static final Set<String> UNARY =
      Set.of(
          "Abs",
          "Cast",
          "Ceil",
          "Celu",
          "Clip",
          "Cos",
          "Dropout",
          "Elu",
          "Erf",
          "Exp",
          "Floor",
          "Gelu",
          "HardSigmoid",
          "HardSwish",
          "Identity",
          "LeakyRelu",
          "Log",
          "Mish",
          "Neg",
          "Reciprocal",
          "Relu",
          "Round",
          "Selu",
          "Sigmoid",
          "Sign",
          "Sin",
          "Softplus",
          "Softsign",
          "Sqrt",
          "Tanh",
          "ThresholdedRelu");
  private static final Set<String> BROADCASTING =
      Set.of("Add", "Sub", "Mul", "Div", "Pow", "Max", "Min", "PRelu", "Sum", "Mean", "Where");
  private static final Set<String> PLANES =
      Set.of(
          "Conv",
          "ConvTranspose",
          "BatchNormalization",
          "InstanceNormalization",
          "GroupNormalization",
          "AveragePool",
          "MaxPool",
          "GlobalAveragePool",
          "GlobalMaxPool",
          "DepthToSpace",
          "SpaceToDepth");

  private RowWiseOperators() {}

  static boolean isBroadcasting(String opType) {
    return BROADCASTING.contains(opType);
  }

  /**
   * Returns whether each output element depends only on the input elements at the same position,
   * after broadcasting.
   */
  static boolean isElementwise(String opType) {
    return UNARY.contains(opType) || BROADCASTING.contains(opType);
  }

  /**
   * Returns whether one row of the inputs marked as repeated, with the others unchanged, gives one
   * row of the output.
   */
  static boolean holds(Graph graph, Node node, List<Boolean> repeated) {
    int rank = graph.type(node.output()).rank();
    if (rank == 0 || rank != graph.type(firstRepeated(node, repeated)).rank()) {
      return node.opType().equals("Reshape") && reshapes(graph, node);
    }
    String op = node.opType();
    if (BROADCASTING.contains(op)) {
      return IntStream.range(0, repeated.size())
          .allMatch(
              i ->
                  repeated.get(i)
                      ? graph.type(node.input(i)).rank() == rank
                      : rowless(graph, node.input(i), rank));
    }
    if (op.equals("Concat")) {
      return Axes.of(node.attributes(), 0, rank) != 0 && !repeated.contains(false);
    }
    if (!onlyFirst(repeated)) {
      return false;
    }
    if (UNARY.contains(op) || PLANES.contains(op)) {
      return node.attributes().integer("training_mode", 0) == 0;
    }
    return switch (op) {
      case "Softmax", "LogSoftmax" -> Axes.of(node.attributes(), -1, rank) != 0;
      case "LayerNormalization" -> Axes.of(node.attributes(), -1, rank) != 0;
      case "Transpose" ->
          node.attributes().integers("perm").map(perm -> perm[0] == 0).orElse(rank == 1);
      case "Pad" ->
          graph.integers(node, 1).map(p -> p[0] == 0 && p[rank] == 0).orElse(false)
              && !node.hasInput(3);
      case "Slice" ->
          graph
              .integers(node, 3)
              .map(axes -> IntStream.range(0, axes.length).allMatch(i -> axes[i] % rank != 0))
              .orElse(false);
      case "Resize" -> resizes(graph, node);
      case "Reshape" -> reshapes(graph, node);
      case "Expand" -> graph.type(node.output()).rank() == rank;
      case "MatMul" -> rank > 2 && rowless(graph, node.input(1), rank);
      case "Gemm" ->
          node.attributes().integer("transA", 0) == 0
              && (!node.hasInput(2) || rowless(graph, node.input(2), rank));
      case "ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceL2" ->
          node.attributes().integer("keepdims", 1) == 1
              && graph
                  .integers(node, 1)
                  .map(
                      axes ->
                          axes.length > 0
                              && IntStream.range(0, axes.length).allMatch(i -> axes[i] % rank != 0))
                  .orElse(false);
      default -> false;
    };
  }

  private static String firstRepeated(Node node, List<Boolean> repeated) {
    return node.input(repeated.indexOf(true));
  }

  private static boolean onlyFirst(List<Boolean> repeated) {
    return repeated.get(0) && repeated.lastIndexOf(true) == 0;
  }

  /** Returns whether a value broadcasts over rows: it has a lower rank, or one row. */
  private static boolean rowless(Graph graph, String name, int rank) {
    long[] dims = graph.type(name).dims();
    return dims.length < rank || dims[0] == 1;
  }

  private static boolean resizes(Graph graph, Node node) {
    long rows = graph.type(node.output()).dim(0);
    return graph.type(node.input(0)).dim(0) == rows
        && !node.attributes().has("axes")
        && !node.attributes().has("keep_aspect_ratio_policy");
  }

  private static boolean reshapes(Graph graph, Node node) {
    long[] to = graph.type(node.output()).dims();
    return to.length > 0 && to[0] == graph.type(node.input(0)).dim(0);
  }
}
