package io.cdmaa.optimize;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Removes the bias of a convolution that is read only by an InstanceNormalization: the
 * normalisation subtracts the mean of each plane, including the bias (Ulyanov et al. 2016, eq. 6).
 */
public final class RedundantBiasElimination {
  private RedundantBiasElimination() {}

  /** Returns the graph without such biases; types remain known. */
  public static Graph apply(Graph graph) {
    Set<String> normalised = readByNormalisationsOnly(graph);
    List<Node> nodes =
        graph.nodes().stream()
            .map(n -> isBiased(n) && normalised.contains(n.output()) ? unbiased(n) : n)
            .toList();
    return new Graph(
            graph.opset(),
            graph.inputs(),
            graph.outputs(),
            nodes,
            graph.initializers(),
            graph.types())
        .withOutputs(graph.outputs().stream().map(Value::name).toList());
  }

  private static boolean isBiased(Node node) {
    return (node.opType().equals("Conv") || node.opType().equals("ConvTranspose"))
        && node.hasInput(2);
  }

  private static Node unbiased(Node convolution) {
    return convolution.withInputs(convolution.inputs().subList(0, 2));
  }

  private static Set<String> readByNormalisationsOnly(Graph graph) {
    Map<String, Set<String>> readers = new HashMap<>();
    for (Node node : graph.nodes()) {
      Set<String> read = new HashSet<>(node.inputs());
      read.addAll(node.captured());
      read.forEach(v -> readers.computeIfAbsent(v, k -> new HashSet<>()).add(node.opType()));
    }
    graph.outputs().forEach(v -> readers.computeIfAbsent(v.name(), k -> new HashSet<>()).add(""));
    return readers.entrySet().stream()
        .filter(e -> e.getValue().equals(Set.of("InstanceNormalization")))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}
