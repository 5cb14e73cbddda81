package io.cdmaa.onnx;

import io.cdmaa.onnx.proto.AttributeProto;
import io.cdmaa.onnx.proto.GraphProto;
import io.cdmaa.onnx.proto.NodeProto;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One operator application.
 *
 * @param opType the operator, e.g. {@code Conv}
 * @param domain operator domain; empty for ONNX's own
 * @param name the name in the file, possibly empty
 * @param inputs value names; an empty string where an optional input is left out
 * @param outputs value names; an empty string where an optional output is left out
 * @param attributes the attributes given; defaults are the reader's business
 */
public record Node(
    String opType,
    String domain,
    String name,
    List<String> inputs,
    List<String> outputs,
    Attributes attributes) {

  /** Copies the lists. */
  public Node {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** Whether the optional input is there. */
  public boolean hasInput(int index) {
    return index < inputs.size() && !inputs.get(index).isEmpty();
  }

  /** Whether the optional output is there. */
  public boolean hasOutput(int index) {
    return index < outputs.size() && !outputs.get(index).isEmpty();
  }

  /** The input's value name; empty if it is left out. */
  public String input(int index) {
    return index < inputs.size() ? inputs.get(index) : "";
  }

  /** The values that graphs held by this node read from around it (If, Loop, Scan). */
  public Set<String> captured() {
    Set<String> read = new LinkedHashSet<>();
    for (Object value : attributes.asMap().values()) {
      if (value instanceof GraphProto graph) {
        collect(graph, read);
      }
    }
    return read;
  }

  /** Names in the inner graph are unique in the whole model, so its own ones do no harm. */
  private static void collect(GraphProto graph, Set<String> read) {
    graph.getOutputList().forEach(o -> read.add(o.getName()));
    for (NodeProto node : graph.getNodeList()) {
      read.addAll(node.getInputList());
      node.getAttributeList().stream()
          .filter(AttributeProto::hasG)
          .forEach(a -> collect(a.getG(), read));
    }
  }

  /** The first output's value name. */
  public String output() {
    return outputs.get(0);
  }

  /** This node with other inputs. */
  public Node withInputs(List<String> newInputs) {
    return new Node(opType, domain, name, newInputs, outputs, attributes);
  }

  /** How messages name this node: operator, name and first output. */
  public String label() {
    String operator = domain.isEmpty() ? opType : domain + "." + opType;
    return operator + " '" + (name.isEmpty() ? output() : name) + "'";
  }
}
