package io.cdmaa.generator;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.Node;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Adds whole graphs to one in the making. */
final class GraphInlining {
  private static final String MODEL = "m/";

  private GraphInlining() {}

  /**
   * The generator's own nodes; returns what its values are called now.
   *
   * @param copy counts how often the graph was added before
   */
  static UnaryOperator<String> generator(
      GraphBuilder b, Generator generator, String image, String condition, int copy) {
    Map<String, String> inputs = new LinkedHashMap<>();
    inputs.put(generator.image().name(), image);
    generator.condition().ifPresent(c -> inputs.put(c.name(), condition));
    Graph graph = generator.graph();
    if (copy == 0) {
      return graph(b, graph, MODEL, inputs);
    }
    // The constants are those of the first copy.
    graph.initializers().keySet().forEach(name -> inputs.put(name, MODEL + name));
    Graph nodesOnly =
        new Graph(
            graph.opset(), graph.inputs(), graph.outputs(), graph.nodes(), Map.of(), graph.types());
    return graph(b, nodesOnly, "m" + copy + "/", inputs);
  }

  /**
   * Adds a graph's nodes, renamed so that no name of theirs meets one of ours. The generator's keep
   * their own labels, which messages show; labels have to be unique too.
   */
  static UnaryOperator<String> graph(
      GraphBuilder b, Graph graph, String prefix, Map<String, String> inputs) {
    UnaryOperator<String> rename =
        name -> name.isEmpty() ? name : inputs.getOrDefault(name, prefix + name);
    graph.initializers().forEach((name, data) -> b.initializer(rename.apply(name), data));
    graph
        .nodes()
        .forEach(
            n ->
                b.add(
                    new Node(
                        n.opType(),
                        n.domain(),
                        n.name().isEmpty() || prefix.equals(MODEL) ? n.name() : prefix + n.name(),
                        n.inputs().stream().map(rename).toList(),
                        n.outputs().stream().map(rename).toList(),
                        n.attributes())));
    return rename;
  }
}
