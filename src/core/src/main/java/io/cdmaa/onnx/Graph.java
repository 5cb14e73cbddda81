package io.cdmaa.onnx;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An immutable typed view of an ONNX graph, with its nodes in topological order.
 *
 * @param opset the version of ONNX's own operator set
 * @param inputs the values to feed, without initialisers
 * @param outputs the results
 * @param nodes operator applications, each after those that it reads
 * @param initializers constants by name
 * @param types known types by value name; of every value once {@link
 *     OrtGraphOptimizer#withStaticTypes} has run
 */
public record Graph(
    int opset,
    List<Value> inputs,
    List<Value> outputs,
    List<Node> nodes,
    Map<String, TensorData> initializers,
    Map<String, TensorType> types) {

  /** Copies the collections, keeping their order. */
  public Graph {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    nodes = List.copyOf(nodes);
    initializers = Collections.unmodifiableMap(new LinkedHashMap<>(initializers));
    types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
  }

  /** Returns the input of this name. */
  public Optional<Value> input(String name) {
    return inputs.stream().filter(v -> v.name().equals(name)).findFirst();
  }

  /** Returns the output of this name. */
  public Optional<Value> output(String name) {
    return outputs.stream().filter(v -> v.name().equals(name)).findFirst();
  }

  /** Returns the constant of this name, if there is one. */
  public Optional<TensorData> constant(String name) {
    return Optional.ofNullable(initializers.get(name));
  }

  /** Returns the integers that a node reads at an input, if they are constant. */
  public Optional<long[]> integers(Node node, int input) {
    return node.hasInput(input)
        ? constant(node.input(input)).map(TensorData::longs)
        : Optional.empty();
  }

  /**
   * Returns the static type of a value.
   *
   * @throws CdmaaException if it is not known
   */
  public TensorType type(String name) {
    TensorData constant = initializers.get(name);
    TensorType type = constant != null ? constant.type() : types.get(name);
    if (type == null) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          "The shape of the value '"
              + name
              + "' cannot be determined; export the model with fixed input sizes");
    }
    return type;
  }

  /** Returns the node that computes each value, by the value's name. */
  public Map<String, Node> producers() {
    Map<String, Node> producers = new HashMap<>();
    nodes.forEach(node -> node.outputs().forEach(name -> producers.put(name, node)));
    return Collections.unmodifiableMap(producers);
  }

  /** Returns a copy with the given types. */
  public Graph withTypes(Map<String, TensorType> newTypes) {
    return new Graph(opset, inputs, outputs, nodes, initializers, newTypes);
  }

  /** Returns a copy with the given inputs declared. */
  public Graph withInputs(List<Value> newInputs) {
    return new Graph(opset, newInputs, outputs, nodes, initializers, types);
  }

  /**
   * Returns a copy with only the given outputs, without any nodes or constants that these do not
   * need. Inputs remain declared.
   *
   * @param names names of values, in the requested order; they need not be outputs yet
   */
  public Graph withOutputs(Collection<String> names) {
    Set<String> needed = new HashSet<>(names);
    List<Node> kept = new ArrayList<>();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (node.outputs().stream().anyMatch(needed::contains)) {
        kept.add(node);
        needed.addAll(node.inputs());
        needed.addAll(node.captured());
      }
    }
    Collections.reverse(kept);
    List<Value> newOutputs = new ArrayList<>();
    for (String name : names) {
      TensorType type =
          output(name)
              .map(Value::type)
              .orElseGet(() -> initializers.containsKey(name) ? type(name) : types.get(name));
      newOutputs.add(new Value(name, type));
    }
    Map<String, TensorData> keptConstants = new LinkedHashMap<>(initializers);
    keptConstants.keySet().retainAll(needed);
    return new Graph(opset, inputs, newOutputs, kept, keptConstants, types);
  }
}
