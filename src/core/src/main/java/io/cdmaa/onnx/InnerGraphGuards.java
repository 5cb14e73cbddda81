package io.cdmaa.onnx;

import io.cdmaa.onnx.proto.AttributeProto;
import io.cdmaa.onnx.proto.GraphProto;
import io.cdmaa.onnx.proto.NodeProto;
import io.cdmaa.onnx.proto.TensorProto;
import io.cdmaa.onnx.proto.ValueInfoProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rejects control flow whose inner graphs are missing, or do not fit the node around them. */
final class InnerGraphGuards {
  private static final Map<String, List<String>> GRAPHS =
      Map.of(
          "If", List.of("then_branch", "else_branch"),
          "Loop", List.of("body"),
          "Scan", List.of("body"));

  private InnerGraphGuards() {}

  /**
   * A node with inner graphs, at any depth.
   *
   * @param label as {@link Node#label}
   */
  private record Outer(
      String opType,
      String label,
      int inputs,
      int outputs,
      Map<String, GraphProto> graphs,
      long scanned) {}

  /**
   * Checks all control flow of a graph.
   *
   * @throws ModelException naming the node and the fault
   */
  static void check(Graph graph) {
    Set<String> values = new HashSet<>(graph.initializers().keySet());
    graph.inputs().forEach(input -> values.add(input.name()));
    graph.nodes().forEach(node -> values.addAll(node.outputs()));
    for (Node node : graph.nodes()) {
      if (!node.domain().isEmpty() || !GRAPHS.containsKey(node.opType())) {
        continue;
      }
      Map<String, GraphProto> graphs = new HashMap<>();
      node.attributes()
          .asMap()
          .forEach(
              (name, value) -> {
                if (value instanceof GraphProto inner) {
                  graphs.put(name, inner);
                }
              });
      check(
          new Outer(
              node.opType(),
              node.label(),
              node.inputs().size(),
              node.outputs().size(),
              graphs,
              node.attributes().integer("num_scan_inputs", -1)),
          values);
    }
  }

  private static void check(Outer node, Set<String> around) {
    for (String name : GRAPHS.get(node.opType())) {
      GraphProto inner = node.graphs().get(name);
      if (inner == null) {
        throw fault(node, "lacks its graph '" + name + "'");
      }
      checkShape(node, name, inner);
      Set<String> values = new HashSet<>(around);
      inner.getInputList().stream().map(ValueInfoProto::getName).forEach(values::add);
      inner.getInitializerList().stream().map(TensorProto::getName).forEach(values::add);
      inner.getNodeList().forEach(n -> values.addAll(n.getOutputList()));
      checkContent(node, name, inner, values);
    }
  }

  private static void checkContent(Outer node, String name, GraphProto inner, Set<String> values) {
    for (NodeProto deeper : inner.getNodeList()) {
      for (String input : deeper.getInputList()) {
        requireComputed(node, name, input, values);
      }
      if (deeper.getDomain().isEmpty() && GRAPHS.containsKey(deeper.getOpType())) {
        check(outer(deeper), values);
      }
    }
    for (ValueInfoProto output : inner.getOutputList()) {
      requireComputed(node, name, output.getName(), values);
    }
  }

  private static void requireComputed(Outer node, String graph, String value, Set<String> values) {
    if (!value.isEmpty() && !values.contains(value)) {
      throw fault(
          node, "reads '" + value + "' in its graph '" + graph + "', which nothing computes");
    }
  }

  private static void checkShape(Outer node, String name, GraphProto inner) {
    int inputs = inner.getInputCount();
    int outputs = inner.getOutputCount();
    int carried = Math.max(0, node.inputs() - 2);
    switch (node.opType()) {
      case "If" -> {
        require(node, name, "inputs", inputs == 0, inputs, "0");
        require(node, name, "outputs", outputs == node.outputs(), outputs, "" + node.outputs());
      }
      case "Loop" -> {
        require(node, name, "inputs", inputs == carried + 2, inputs, "" + (carried + 2));
        int least = Math.max(carried, node.outputs()) + 1;
        require(node, name, "outputs", outputs >= least, outputs, "at least " + least);
      }
      default -> {
        if (node.scanned() < 1 || node.scanned() > node.inputs()) {
          throw fault(
              node,
              "scans "
                  + Math.max(0, node.scanned())
                  + " of its "
                  + node.inputs()
                  + " inputs (num_scan_inputs)");
        }
      }
    }
  }

  private static void require(
      Outer node, String graph, String what, boolean fits, int found, String expected) {
    if (!fits) {
      throw fault(
          node,
          "has a graph '%s' whose number of %s is %d instead of %s"
              .formatted(graph, what, found, expected));
    }
  }

  private static Outer outer(NodeProto node) {
    Map<String, GraphProto> graphs = new HashMap<>();
    long scanned = -1;
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.hasG()) {
        graphs.put(attribute.getName(), attribute.getG());
      } else if (attribute.getName().equals("num_scan_inputs")) {
        scanned = attribute.getI();
      }
    }
    String name =
        node.getName().isEmpty() && node.getOutputCount() > 0 ? node.getOutput(0) : node.getName();
    return new Outer(
        node.getOpType(),
        node.getOpType() + " '" + name + "'",
        node.getInputCount(),
        node.getOutputCount(),
        graphs,
        scanned);
  }

  private static ModelException fault(Outer node, String what) {
    return new ModelException(
        "is not well-formed: " + node.label() + " " + what + "; export it again");
  }
}
