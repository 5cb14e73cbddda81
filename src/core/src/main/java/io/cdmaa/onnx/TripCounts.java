package io.cdmaa.onnx;

import io.cdmaa.CdmaaException;
import io.cdmaa.onnx.proto.GraphProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Folds trip counts of loops that were exported as computations on shapes, which are fixed by then.
 */
final class TripCounts {
  private TripCounts() {}

  /** Returns the graph with all trip counts that follow from shapes as constants. */
  static Graph folded(Graph graph) {
    Map<String, TensorData> known = new HashMap<>();
    for (Node node : graph.nodes()) {
      if (node.opType().equals("Loop") && node.hasInput(0)) {
        trips(graph, node.input(0)).ifPresent(data -> known.put(node.input(0), data));
      }
    }
    if (known.isEmpty()) {
      return graph;
    }
    List<Node> others =
        graph.nodes().stream()
            .filter(node -> node.outputs().size() != 1 || !known.containsKey(node.output()))
            .toList();
    known.putAll(graph.initializers());
    return new Graph(graph.opset(), graph.inputs(), graph.outputs(), others, known, graph.types());
  }

  /** Returns the folded value of a computed trip count, if it does not depend on runtime values. */
  private static Optional<TensorData> trips(Graph graph, String count) {
    Graph part = graph.withOutputs(List.of(count));
    boolean plain =
        part.nodes().stream()
            .flatMap(node -> node.attributes().asMap().values().stream())
            .noneMatch(GraphProto.class::isInstance);
    if (part.nodes().isEmpty() || !plain) {
      return Optional.empty();
    }
    try {
      return OrtGraphOptimizer.simplified(part).constant(count);
    } catch (CdmaaException e) {
      return Optional.empty();
    }
  }
}
