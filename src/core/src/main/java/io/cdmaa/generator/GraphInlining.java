package io.cdmaa.generator;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.Node;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Copies whole graphs into a graph under construction. */
final class GraphInlining {
  private static final String MODEL = "m/";

  private GraphInlining() {}

  /**
   * Adds the generator's nodes and returns the mapping from its value names to the new ones.
   *
   * @param copy how many copies were added before
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
    // All copies share the constants of the first.
    graph.initializers().keySet().forEach(name -> inputs.put(name, MODEL + name));
    Graph nodesOnly =
        new Graph(
            graph.opset(), graph.inputs(), graph.outputs(), graph.nodes(), Map.of(), graph.types());
    return graph(b, nodesOnly, "m" + copy + "/", inputs);
  }

  /**
   * Adds the nodes of a graph, renamed so that their names do not clash with ours. The generator's
   * nodes keep their labels, which appear in messages; other labels are prefixed, as labels have to
   * be unique too.
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
