package io.cdmaa.reference;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Evaluates a graph node by node in double precision. */
public final class ReferenceEvaluator {
  private ReferenceEvaluator() {}

  /**
   * Returns every value of the graph.
   *
   * @param inputs the graph's inputs by name
   * @throws UnsupportedOperationException naming an operator or a variant that is not implemented
   */
  public static Map<String, Tensor64> evaluate(Graph graph, Map<String, Tensor64> inputs) {
    Map<String, Tensor64> values = new LinkedHashMap<>();
    graph.initializers().forEach((name, data) -> values.put(name, Tensor64.of(data)));
    for (Value input : graph.inputs()) {
      Tensor64 given = inputs.get(input.name());
      if (given == null) {
        throw new IllegalArgumentException("the input '" + input.name() + "' is not given");
      }
      values.put(input.name(), given);
    }
    for (Node node : graph.nodes()) {
      List<Tensor64> results = apply(node, graph.opset(), values);
      for (int i = 0; i < node.outputs().size(); i++) {
        if (node.hasOutput(i)) {
          if (i >= results.size()) {
            throw new UnsupportedOperationException(
                node.label() + " of opset " + graph.opset() + " has no evaluated output " + i);
          }
          values.put(node.outputs().get(i), results.get(i));
        }
      }
    }
    return values;
  }

  /** Returns only the graph's outputs. */
  public static Map<String, Tensor64> outputs(Graph graph, Map<String, Tensor64> inputs) {
    Map<String, Tensor64> all = evaluate(graph, inputs);
    Map<String, Tensor64> outputs = new LinkedHashMap<>();
    graph.outputs().forEach(v -> outputs.put(v.name(), all.get(v.name())));
    return outputs;
  }

  private static List<Tensor64> apply(Node node, int opset, Map<String, Tensor64> values) {
    if (node.domain().isEmpty() && InnerGraphs.OPERATORS.contains(node.opType())) {
      return InnerGraphs.apply(node, opset, values);
    }
    Operator operator = node.domain().isEmpty() ? Operators.TABLE.get(node.opType()) : null;
    if (operator == null) {
      throw new UnsupportedOperationException(
          node.label()
              + " of opset "
              + opset
              + " is not evaluated; written here are "
              + Operators.TABLE.keySet());
    }
    List<Optional<Tensor64>> arguments =
        node.inputs().stream()
            .map(
                name ->
                    name.isEmpty()
                        ? Optional.<Tensor64>empty()
                        : Optional.of(value(values, name, node)))
            .toList();
    try {
      return operator.apply(new Call(node, opset, arguments));
    } catch (IllegalArgumentException | IndexOutOfBoundsException | IllegalStateException e) {
      throw new IllegalArgumentException(
          node.label() + " of opset " + opset + " on " + arguments + ": " + e.getMessage(), e);
    }
  }

  private static Tensor64 value(Map<String, Tensor64> values, String name, Node node) {
    Tensor64 value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          node.label() + " reads '" + name + "', which is not there");
    }
    return value;
  }
}
