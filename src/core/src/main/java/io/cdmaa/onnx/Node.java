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
 * @param inputs value names; an empty string for an omitted optional input
 * @param outputs value names; an empty string for an omitted optional output
 * @param attributes the attributes given; readers supply the defaults
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

  /** Returns whether the optional input is present. */
  public boolean hasInput(int index) {
    return index < inputs.size() && !inputs.get(index).isEmpty();
  }

  /** Returns whether the optional output is present. */
  public boolean hasOutput(int index) {
    return index < outputs.size() && !outputs.get(index).isEmpty();
  }

  /** Returns the input's value name; empty if it is omitted. */
  public String input(int index) {
    return index < inputs.size() ? inputs.get(index) : "";
  }

  /**
   * Returns the values that inner graphs of this node (If, Loop, Scan) read from the enclosing
   * graph.
   */
  public Set<String> captured() {
    Set<String> read = new LinkedHashSet<>();
    for (Object value : attributes.asMap().values()) {
      if (value instanceof GraphProto graph) {
        collect(graph, read);
      }
    }
    return read;
  }

  /**
   * Collects all names that are read, including the inner graph's own, which do no harm because
   * names are unique in the whole model.
   */
  private static void collect(GraphProto graph, Set<String> read) {
    graph.getOutputList().forEach(o -> read.add(o.getName()));
    for (NodeProto node : graph.getNodeList()) {
      read.addAll(node.getInputList());
      node.getAttributeList().stream()
          .filter(AttributeProto::hasG)
          .forEach(a -> collect(a.getG(), read));
    }
  }

  /** Returns the first output's value name. */
  public String output() {
    return outputs.get(0);
  }

  /** Returns a copy with the given inputs. */
  public Node withInputs(List<String> newInputs) {
    return new Node(opType, domain, name, newInputs, outputs, attributes);
  }

  /** Returns how messages name this node: by operator, name and first output. */
  public String label() {
    String operator = domain.isEmpty() ? opType : domain + "." + opType;
    return operator + " '" + (name.isEmpty() ? output() : name) + "'";
  }
}
