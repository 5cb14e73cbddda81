package io.cdmaa.bf16;

import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.Value;
import io.cdmaa.runtime.BoundSession;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A part of a graph that ONNX Runtime runs in float32. */
final class RuntimePart implements AutoCloseable {
  private final BoundSession session;

  private RuntimePart(BoundSession session) {
    this.session = session;
  }

  /**
   * Opens a part.
   *
   * @param graph the whole graph
   * @param nodes the part's own nodes, in order
   * @param wanted the values that others read
   * @param tensors gives the memory of each value that crosses the border
   */
  static RuntimePart open(
      Graph graph,
      List<Node> nodes,
      Collection<String> wanted,
      Map<String, Node> producers,
      SessionFactory sessions,
      Function<String, FloatTensor> tensors) {
    Set<Node> all = new HashSet<>(nodes);
    nodes.forEach(node -> addIntegers(graph, node, producers, all));
    List<Node> ordered = graph.nodes().stream().filter(all::contains).toList();
    List<Value> inputs =
        reads(graph, nodes, producers).stream().map(n -> new Value(n, graph.type(n))).toList();
    Graph part =
        new Graph(graph.opset(), inputs, List.of(), ordered, graph.initializers(), graph.types())
            .withOutputs(wanted);
    BoundSession session = sessions.open(GraphCodec.encode(part).toByteArray());
    session.inputNames().forEach(name -> session.bindInput(name, tensors.apply(name)));
    wanted.forEach(name -> session.bindOutput(name, tensors.apply(name)));
    return new RuntimePart(session);
  }

  private static boolean isComputed(Graph graph, String name, Map<String, Node> producers) {
    return producers.containsKey(name) || graph.input(name).isPresent();
  }

  /** Adds the producers of values that are no floats, which cannot cross a border. */
  private static void addIntegers(
      Graph graph, Node node, Map<String, Node> producers, Set<Node> all) {
    for (String input : node.inputs()) {
      Node producer = producers.get(input);
      if (producer != null && isInteger(graph, input) && all.add(producer)) {
        addIntegers(graph, producer, producers, all);
      }
    }
  }

  /** Returns whether a value is no float tensor. */
  static boolean isInteger(Graph graph, String name) {
    return graph.type(name).elementType() != ElementType.FLOAT;
  }

  /** Returns the values that a part of ONNX Runtime reads from others. */
  static Set<String> reads(Graph graph, List<Node> nodes, Map<String, Node> producers) {
    Set<Node> all = new HashSet<>(nodes);
    nodes.forEach(node -> addIntegers(graph, node, producers, all));
    Set<String> made = new HashSet<>();
    all.forEach(node -> made.addAll(node.outputs()));
    Set<String> read = new LinkedHashSet<>();
    for (Node node : all) {
      List<String> names = new ArrayList<>(node.inputs());
      names.addAll(node.captured());
      names.stream()
          .filter(n -> isComputed(graph, n, producers) && !made.contains(n))
          .forEach(read::add);
    }
    return read;
  }

  void run() {
    session.run();
  }

  @Override
  public void close() {
    session.close();
  }
}
