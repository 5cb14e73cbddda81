package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.onnx.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Removes the rounding from generators with an integer output (uint8, or rounded floats). The
 * gradient is that of the values before rounding, because rounding has a zero derivative almost
 * everywhere. After the cast only operators that move elements are allowed; between rounding and
 * cast the values may also be clamped.
 */
final class RoundingRemoval {
  private static final Set<String> MOVING =
      Set.of(
          "Transpose",
          "Reshape",
          "Squeeze",
          "Unsqueeze",
          "Flatten",
          "Identity",
          "Slice",
          "Gather",
          "Split",
          "Concat");

  private static final Set<String> ROUNDING = Set.of("Round", "Floor", "Ceil");

  /** Operators that clamp integers. */
  private static final Set<String> LIMITING = Set.of("Clip", "Min", "Max", "Relu");

  /** Operators whose inputs are all data, although some may be constants. */
  private static final Set<String> SEVERAL = Set.of("Concat", "Min", "Max");

  private RoundingRemoval() {}

  /** Returns whether the output is an image of integers, whatever its element type. */
  static boolean isRounded(Graph graph, String output) {
    return isWhole(graph, output) || endsInRounding(graph, output);
  }

  private static boolean endsInRounding(Graph graph, String output) {
    Set<Node> removed = new HashSet<>();
    smooth(output, graph.producers(), new HashSet<>(), removed);
    return !removed.isEmpty();
  }

  private static boolean isWhole(Graph graph, String output) {
    ElementType type = graph.type(output).elementType();
    return !type.isFloatingPoint() && type != ElementType.BOOL && type != ElementType.STRING;
  }

  /**
   * Returns the graph without the rounding at its end.
   *
   * @param graph a canonical graph with all types known
   * @param output an integer output
   * @return the same graph with a float output; types are no longer known
   * @throws CdmaaException if the output is not simply rounded
   */
  static Graph of(Graph graph, String output) {
    Map<String, Node> producers = graph.producers();
    Set<Node> removed = new HashSet<>();
    if (!isWhole(graph, output)) {
      smooth(output, producers, new HashSet<>(), removed);
    } else if (!trace(output, graph, producers, new HashSet<>(), removed)) {
      throw new CdmaaException(
          ErrorReason.NO_GRADIENT,
          "Its output '"
              + output
              + "' of "
              + graph.type(output)
              + " is not an image that is rounded only at the end, so it has no gradient; name an"
              + " output before the rounding in a manifest (output: {name: NAME}), or export the"
              + " generator with a float image");
    }
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      nodes.add(
          removed.contains(node)
              ? new Node(
                  "Identity",
                  "",
                  node.name(),
                  node.inputs().subList(0, 1),
                  node.outputs(),
                  Attributes.none())
              : node);
    }
    List<Value> outputs =
        graph.outputs().stream()
            .map(
                v ->
                    v.name().equals(output)
                        ? new Value(v.name(), TensorType.floats(graph.type(v.name()).dims()))
                        : v)
            .toList();
    return new Graph(graph.opset(), graph.inputs(), outputs, nodes, graph.initializers(), Map.of());
  }

  /** Traces integers back to the casts that produced them, and through the rounding before. */
  private static boolean trace(
      String value, Graph graph, Map<String, Node> producers, Set<Node> moving, Set<Node> removed) {
    Node node = producers.get(value);
    if (node == null) {
      return false;
    }
    if (node.opType().equals("Cast")) {
      removed.add(node);
      if (isWhole(graph, node.input(0))) {
        return trace(node.input(0), graph, producers, moving, removed);
      }
      if (!graph.type(node.input(0)).elementType().isFloatingPoint()) {
        return false;
      }
      smooth(node.input(0), producers, moving, removed);
      return true;
    }
    if (!MOVING.contains(node.opType())) {
      return false;
    }
    if (!moving.add(node)) {
      return true;
    }
    return data(node).stream().allMatch(v -> trace(v, graph, producers, moving, removed));
  }

  /**
   * Traces back, through operators that keep integers integral, to the rounding that produced them.
   */
  private static void smooth(
      String value, Map<String, Node> producers, Set<Node> moving, Set<Node> removed) {
    Node node = producers.get(value);
    if (node == null || !moving.add(node)) {
      return;
    }
    String op = node.opType();
    if (ROUNDING.contains(op)) {
      removed.add(node);
    }
    if (ROUNDING.contains(op) || LIMITING.contains(op) || MOVING.contains(op)) {
      data(node).forEach(v -> smooth(v, producers, moving, removed));
    }
  }

  private static List<String> data(Node node) {
    return SEVERAL.contains(node.opType()) ? node.inputs() : List.of(node.input(0));
  }
}
