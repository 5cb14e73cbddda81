package io.cdmaa.bf16;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.Node;
import io.cdmaa.optimize.Cost;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The first layers of a generator, whose values stay in float32. What is rounded there changes
 * every layer behind it, and with it the signs that rectifiers see: half of the error of a gradient
 * in bf16 comes from the first convolution and what follows it up to the second, and none of it
 * from the backward pass.
 */
final class FirstLayers {
  /**
   * The share of a graph's multiply-adds that may be spent in float32: as little as gives every
   * measured generator a gradient with a cosine of 0.98 to that in float32.
   */
  private static final double SHARE = 0.029;

  private FirstLayers() {}

  /**
   * Returns the values that stay in float32: those behind as few convolutions as the share allows.
   *
   * @param graph with all types known
   * @param fast the nodes that oneDNN runs; others are exact already and do not count
   */
  static Set<String> values(Graph graph, Set<Node> fast) {
    Map<String, Integer> depths = new HashMap<>();
    Map<Integer, Long> costs = new HashMap<>();
    long total = 0;
    for (Node node : graph.nodes()) {
      int depth =
          node.inputs().stream().mapToInt(name -> depths.getOrDefault(name, 0)).max().orElse(0);
      if (fast.contains(node) && Operators.isConvolution(node)) {
        depth++;
        long cost = Cost.multiplyAdds(graph, node);
        costs.merge(depth, cost, Long::sum);
        total += cost;
      }
      for (String output : node.outputs()) {
        depths.put(output, depth);
      }
    }
    int exact = 0;
    long spent = 0;
    while (costs.containsKey(exact + 1) && spent + costs.get(exact + 1) <= SHARE * total) {
      exact++;
      spent += costs.get(exact);
    }
    Set<String> values = new HashSet<>();
    graph.inputs().forEach(input -> values.add(input.name()));
    for (Map.Entry<String, Integer> value : depths.entrySet()) {
      if (value.getValue() <= exact) {
        values.add(value.getKey());
      }
    }
    return exact == 0 ? Set.of() : values;
  }
}
