package io.cdmaa.optimize;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.Value;
import io.cdmaa.optimize.ConvAlgorithms.Chosen;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides which images with channels last stay in the order of the tiles that produce them, because
 * only operators that ignore the order and tiled convolutions, which read any order, follow. That
 * saves a pass over each result of a tiled convolution, and costs one over each image that other
 * operators produce or read. Connected images are decided together.
 */
final class TileOrders {
  private final Graph graph;
  private final Set<String> channelsLast;

  /** Links each image to another of its group; following the links leads to the group's root. */
  private final Map<String, String> parents = new HashMap<>();

  private TileOrders(Graph graph, Set<String> channelsLast) {
    this.graph = graph;
    this.channelsLast = channelsLast;
  }

  /**
   * Returns the order of each image that is kept in the order of tiles.
   *
   * @param graph with all types known
   * @param layers the choices, by the results of the convolutions
   * @param sources the image that each tiled convolution reads, by its result
   * @param channelsLast the images kept with channels last
   */
  static Map<String, PixelOrder> of(
      Graph graph,
      Map<String, Chosen> layers,
      Map<String, String> sources,
      Set<String> channelsLast) {
    return new TileOrders(graph, channelsLast).decide(layers, sources.keySet());
  }

  private Map<String, PixelOrder> decide(Map<String, Chosen> layers, Set<String> tiled) {
    channelsLast.forEach(v -> parents.put(v, v));
    Set<String> moved = new HashSet<>();
    graph.inputs().stream().map(Value::name).forEach(moved::add);
    graph.outputs().stream().map(Value::name).forEach(moved::add);
    for (Node node : graph.nodes()) {
      if (ignoresOrder(node)) {
        join(node);
      } else if (!tiled.contains(node.output())) {
        moved.addAll(node.inputs());
        moved.addAll(node.outputs());
      }
    }
    moved.retainAll(channelsLast);
    Map<String, Map<PixelOrder, Double>> gains = new HashMap<>();
    for (String result : tiled) {
      PixelOrder.ofTiles(layers.get(result).layer())
          .filter(order -> channelsLast.contains(result))
          .ifPresent(
              order ->
                  gains
                      .computeIfAbsent(root(result), r -> new HashMap<>())
                      .merge(order, size(result), Double::sum));
    }
    for (String v : moved) {
      gains.getOrDefault(root(v), new HashMap<>()).replaceAll((order, gain) -> gain - size(v));
    }
    Map<String, PixelOrder> orders = new HashMap<>();
    for (String image : channelsLast) {
      gains.getOrDefault(root(image), Map.of()).entrySet().stream()
          .filter(e -> e.getValue() > 0)
          .max(
              Map.Entry.<PixelOrder, Double>comparingByValue()
                  .thenComparing(e -> e.getKey().toString()))
          .ifPresent(e -> orders.put(image, e.getKey()));
    }
    return orders;
  }

  private boolean ignoresOrder(Node node) {
    return ChannelsLastRules.fits(graph, node)
        && !RowSum.fits(graph, node)
        && images(node).stream().allMatch(channelsLast::contains)
        && ChannelsLastRules.ignoresOrder(graph, node);
  }

  private List<String> images(Node node) {
    List<String> images = new ArrayList<>(node.inputs());
    images.add(node.output());
    images.removeIf(
        v -> v.isEmpty() || graph.constant(v).isPresent() || !Layouts.differ(graph.type(v)));
    return images;
  }

  private void join(Node node) {
    List<String> images = images(node);
    for (int i = 1; i < images.size(); i++) {
      parents.put(root(images.get(i)), root(images.get(0)));
    }
  }

  private String root(String value) {
    String at = value;
    while (!at.equals(parents.get(at))) {
      at = parents.get(at);
    }
    return at;
  }

  private double size(String value) {
    return graph.type(value).size();
  }
}
