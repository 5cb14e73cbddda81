package io.cdmaa.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Removes Identity nodes. */
final class Identities {
  private Identities() {}

  /**
   * Returns the graph without Identity nodes, except those that pass an input, a constant or
   * another output to an output. Outputs keep their names: the source of a removed Identity takes
   * the output's name.
   */
  static Graph remove(Graph graph) {
    Set<String> outputs = new HashSet<>();
    graph.outputs().forEach(v -> outputs.add(v.name()));
    Set<String> computed = new HashSet<>();
    graph.nodes().forEach(n -> computed.addAll(n.outputs()));
    Map<String, String> stands = new HashMap<>();
    for (Node node : graph.nodes()) {
      if (node.opType().equals("Identity")) {
        String shown = resolve(stands, node.input(0));
        if (!outputs.contains(node.output())) {
          stands.put(node.output(), shown);
        } else if (computed.contains(shown) && !outputs.contains(shown)) {
          stands.put(shown, node.output());
        }
      }
    }
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Node renamed =
          new Node(
              node.opType(),
              node.domain(),
              node.name(),
              node.inputs().stream().map(name -> resolve(stands, name)).toList(),
              node.outputs().stream().map(name -> resolve(stands, name)).toList(),
              node.attributes());
      if (!renamed.opType().equals("Identity") || !renamed.input(0).equals(renamed.output())) {
        nodes.add(renamed);
      }
    }
    Map<String, TensorType> types = new LinkedHashMap<>(graph.types());
    stands.forEach((from, to) -> types.computeIfAbsent(to, any -> graph.types().get(from)));
    return new Graph(
        graph.opset(), graph.inputs(), graph.outputs(), nodes, graph.initializers(), types);
  }

  private static String resolve(Map<String, String> stands, String name) {
    String at = name;
    while (stands.containsKey(at)) {
      at = stands.get(at);
    }
    return at;
  }
}
