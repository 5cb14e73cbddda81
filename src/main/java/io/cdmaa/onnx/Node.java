package io.cdmaa.onnx;

import java.util.List;

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
