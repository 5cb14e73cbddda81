package io.cdmaa.onnx;

import io.cdmaa.onnx.proto.AttributeProto;
import io.cdmaa.onnx.proto.GraphProto;
import io.cdmaa.onnx.proto.NodeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The operators of a graph and its inner graphs that neither ONNX nor ONNX Runtime has. */
final class UnknownOperators {
  private static final int MOST_OPERATORS = 20;
  private static final int MOST_NODES = 3;

  /** Further domains whose operators ONNX Runtime has; some of them fold away. */
  private static final Set<String> OF_ONNX_RUNTIME =
      Set.of("ai.onnx.ml", "ai.onnx.training", "com.microsoft");

  private final int opset;

  /** The labels of the nodes, by operator. */
  private final Map<String, List<String>> found = new TreeMap<>();

  private UnknownOperators(int opset) {
    this.opset = opset;
  }

  /**
   * Rejects a graph with such operators.
   *
   * @param graph a graph of any operator set
   * @throws ModelException naming all of them
   */
  static void requireNone(Graph graph) {
    UnknownOperators unknown = new UnknownOperators(graph.opset());
    for (Node node : graph.nodes()) {
      unknown.add(node.domain(), node.opType(), node.name(), node.outputs());
      for (Object value : node.attributes().asMap().values()) {
        if (value instanceof GraphProto inner) {
          unknown.addAll(inner);
        }
      }
    }
    if (!unknown.found.isEmpty()) {
      throw new ModelException(unknown.clause());
    }
  }

  private void addAll(GraphProto graph) {
    for (NodeProto node : graph.getNodeList()) {
      add(node.getDomain(), node.getOpType(), node.getName(), node.getOutputList());
      for (AttributeProto attribute : node.getAttributeList()) {
        if (attribute.hasG()) {
          addAll(attribute.getG());
        }
      }
    }
  }

  private void add(String domain, String opType, String name, List<String> outputs) {
    String operator;
    if (domain.isEmpty() || domain.equals("ai.onnx")) {
      OptionalInt first = OperatorVersions.first(opType);
      if (OperatorVersions.since(opType, opset).isPresent()) {
        return;
      }
      operator =
          first.isEmpty() ? opType : opType + ", new in opset " + first.getAsInt() + " only,";
    } else if (OF_ONNX_RUNTIME.contains(domain)) {
      return;
    } else {
      operator = domain + ":" + opType;
    }
    String label = name.isEmpty() && !outputs.isEmpty() ? outputs.get(0) : name;
    found.computeIfAbsent(operator, o -> new ArrayList<>()).add("'" + label + "'");
  }

  private String clause() {
    int more = found.size() - MOST_OPERATORS;
    return "uses "
        + (found.size() == 1 ? "an operator" : "operators")
        + " that ONNX does not have at opset "
        + opset
        + ": "
        + found.entrySet().stream()
            .limit(MOST_OPERATORS)
            .map(entry -> entry.getKey() + " " + labels(entry.getValue()))
            .collect(Collectors.joining("; "))
        + (more > 0 ? "; and " + more + " more" : "")
        + "; export it with standard ONNX operators only";
  }

  private static String labels(List<String> nodes) {
    int more = nodes.size() - MOST_NODES;
    return nodes.stream().limit(MOST_NODES).collect(Collectors.joining(", "))
        + (more > 0 ? " and " + more + " more" : "");
  }
}
