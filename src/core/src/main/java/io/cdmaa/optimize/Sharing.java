package io.cdmaa.optimize;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The part of a graph that is computed once for all domains.
 *
 * @param nodes the number of nodes that depend neither on the condition nor on rows spread for it
 * @param multiplyAdds their multiply-adds, counted as by {@link Cost}
 */
public record Sharing(int nodes, long multiplyAdds) {

  /**
   * Counts the shared nodes.
   *
   * @param graph a graph with all types known that starts with one row
   * @param condition its condition input
   */
  public static Sharing of(Graph graph, String condition) {
    Set<String> perDomain = new HashSet<>(Set.of(condition));
    int nodes = 0;
    long multiplyAdds = 0;
    for (Node node : graph.nodes()) {
      if (node.inputs().stream().anyMatch(perDomain::contains) || spreadsRows(graph, node)) {
        perDomain.addAll(node.outputs());
      } else {
        nodes++;
        multiplyAdds += Cost.multiplyAdds(graph, node);
      }
    }
    return new Sharing(nodes, multiplyAdds);
  }

  private static boolean spreadsRows(Graph graph, Node node) {
    if (!node.opType().equals("Expand")) {
      return false;
    }
    long[] from = graph.type(node.input(0)).dims();
    long[] to = graph.type(node.output()).dims();
    return from.length > 0 && from.length == to.length && from[0] == 1 && to[0] > 1;
  }

  /**
   * Returns the nodes where the condition enters: each reads a value that depends on the image, and
   * another that depends on the condition alone.
   */
  public static List<Node> entries(Graph graph, String image, String condition) {
    Set<String> ofImage = new HashSet<>(Set.of(image));
    Set<String> ofCondition = new HashSet<>(Set.of(condition));
    return graph.nodes().stream()
        .filter(
            node -> {
              boolean seesImage = node.inputs().stream().anyMatch(ofImage::contains);
              boolean seesCondition = node.inputs().stream().anyMatch(ofCondition::contains);
              if (seesImage) {
                ofImage.addAll(node.outputs());
              } else if (seesCondition) {
                ofCondition.addAll(node.outputs());
              }
              return seesImage && seesCondition;
            })
        .toList();
  }
}
