package io.cdmaa.onnx;

import io.cdmaa.onnx.proto.AttributeProto;
import io.cdmaa.onnx.proto.GraphProto;
import io.cdmaa.onnx.proto.NodeProto;
import io.cdmaa.onnx.proto.TensorProto;
import io.cdmaa.onnx.proto.ValueInfoProto;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A graph inside a node: the body of a Loop or a branch of an If.
 *
 * @param inputs names of the values passed in by the node
 * @param outputs names of the values returned, which may also be inputs or values of the enclosing
 *     graph
 * @param nodes in order
 * @param constants its own constants
 */
record InnerGraph(
    List<String> inputs,
    List<String> outputs,
    List<Node> nodes,
    Map<String, TensorData> constants) {

  /** Returns the typed view of a message. */
  static InnerGraph of(GraphProto graph) {
    Map<String, TensorData> constants = new LinkedHashMap<>();
    graph.getInitializerList().forEach(t -> constants.put(t.getName(), TensorCodec.decode(t)));
    return new InnerGraph(
        graph.getInputList().stream().map(ValueInfoProto::getName).toList(),
        graph.getOutputList().stream().map(ValueInfoProto::getName).toList(),
        GraphCodec.nodes(graph.getNodeList(), constants),
        constants);
  }

  /** Returns a copy of a node with renamed values, including those read by its inner graphs. */
  static Node renamed(Node node, String name, UnaryOperator<String> rename) {
    Attributes attributes = node.attributes();
    for (Map.Entry<String, Object> entry : node.attributes().asMap().entrySet()) {
      if (entry.getValue() instanceof GraphProto graph) {
        attributes = attributes.with(entry.getKey(), renamed(graph, rename));
      }
    }
    return new Node(
        node.opType(),
        node.domain(),
        name,
        node.inputs().stream().map(rename).toList(),
        node.outputs().stream().map(rename).toList(),
        attributes);
  }

  /** Returns a graph's inputs, outputs and constants, renamed, to which nodes can be added. */
  static GraphProto.Builder withoutNodes(GraphProto graph, UnaryOperator<String> rename) {
    GraphProto.Builder renamed = graph.toBuilder().clearValueInfo().clearNode();
    for (ValueInfoProto.Builder info : renamed.getInputBuilderList()) {
      info.setName(rename.apply(info.getName()));
    }
    for (ValueInfoProto.Builder info : renamed.getOutputBuilderList()) {
      info.setName(rename.apply(info.getName()));
    }
    for (TensorProto.Builder tensor : renamed.getInitializerBuilderList()) {
      tensor.setName(rename.apply(tensor.getName()));
    }
    return renamed;
  }

  private static GraphProto renamed(GraphProto graph, UnaryOperator<String> rename) {
    GraphProto.Builder renamed = withoutNodes(graph, rename);
    for (NodeProto node : graph.getNodeList()) {
      NodeProto.Builder copy =
          node.toBuilder()
              .clearInput()
              .addAllInput(node.getInputList().stream().map(rename).toList())
              .clearOutput()
              .addAllOutput(node.getOutputList().stream().map(rename).toList());
      List<AttributeProto> attributes = new ArrayList<>();
      for (AttributeProto a : node.getAttributeList()) {
        attributes.add(a.hasG() ? a.toBuilder().setG(renamed(a.getG(), rename)).build() : a);
      }
      renamed.addNode(copy.clearAttribute().addAllAttribute(attributes));
    }
    return renamed.build();
  }
}
