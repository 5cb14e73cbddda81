package io.cdmaa.optimize;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.onnx.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides which images of a graph are kept with channels last. Tiled convolutions use that layout,
 * all other convolutions use channels first, and operators in between support both. Images
 * connected by such operators, in the forward and backward pass, are decided together, in favour of
 * the layout with fewer elements to transpose.
 */
final class ChannelsLast {
  /**
   * The cost of decomposing a normalisation that shares no parts with other nodes, in passes over
   * its image beyond those of the operator.
   */
  private static final double SPELLED_OUT = 2;

  private final Graph graph;

  /** Links each image to another of its group; following the links leads to the group's root. */
  private final Map<String, String> parents = new HashMap<>();

  /**
   * Elements to transpose if an image is kept with channels last, minus those with channels first.
   */
  private final Map<String, Double> price = new HashMap<>();

  private ChannelsLast(Graph graph) {
    this.graph = graph;
  }

  /**
   * Returns the images that are kept with channels last.
   *
   * @param graph with all types known
   * @param sources the value that each tiled convolution reads, by its result
   */
  static Set<String> of(Graph graph, Map<String, String> sources) {
    if (sources.isEmpty() || graph.nodes().stream().anyMatch(n -> !n.captured().isEmpty())) {
      return Set.of();
    }
    return new ChannelsLast(graph).decide(sources);
  }

  private Set<String> decide(Map<String, String> sources) {
    Set<String> readFirst = new HashSet<>();
    graph.outputs().stream().map(Value::name).forEach(readFirst::add);
    graph.inputs().forEach(v -> charge(v.name(), 1));
    Set<String> centred = centred();
    for (Node node : graph.nodes()) {
      if (sources.containsKey(node.output())) {
        charge(node.output(), -1);
      } else if (ChannelsLastRules.fits(graph, node)) {
        join(node);
        if (node.opType().equals("InstanceNormalization") && !centred.contains(node.input(0))) {
          charge(node.input(0), SPELLED_OUT);
        }
      } else {
        readFirst.addAll(node.inputs());
        node.outputs().forEach(v -> charge(v, 1));
      }
    }
    readFirst.forEach(v -> charge(v, 1));
    Set.copyOf(sources.values()).forEach(v -> charge(v, -1));
    Map<String, Double> together = new HashMap<>();
    price.forEach((value, p) -> together.merge(root(value), p, Double::sum));
    Set<String> images = new HashSet<>(parents.keySet());
    images.addAll(price.keySet());
    return images.stream()
        .filter(v -> together.getOrDefault(root(v), 0.0) < 0)
        .collect(Collectors.toSet());
  }

  private boolean isImage(String value) {
    if (value.isEmpty() || graph.constant(value).isPresent()) {
      return false;
    }
    TensorType type = graph.type(value);
    return type != null && type.isStatic() && Layouts.differ(type);
  }

  private void charge(String value, double passes) {
    if (isImage(value)) {
      price.merge(value, passes * graph.type(value).size(), Double::sum);
    }
  }

  /**
   * Returns the values that are centred by a subtraction, as in the backward pass of a
   * normalisation.
   */
  private Set<String> centred() {
    return graph.nodes().stream()
        .filter(n -> n.opType().equals("Sub"))
        .map(n -> n.input(0))
        .collect(Collectors.toSet());
  }

  private void join(Node node) {
    List<String> images = new ArrayList<>(node.inputs());
    images.add(node.output());
    images.removeIf(v -> !isImage(v));
    images.forEach(v -> parents.putIfAbsent(v, v));
    for (int i = 1; i < images.size(); i++) {
      parents.put(root(images.get(i)), root(images.get(0)));
    }
  }

  private String root(String value) {
    String at = value;
    while (!at.equals(parents.getOrDefault(at, at))) {
      at = parents.get(at);
    }
    return at;
  }
}
