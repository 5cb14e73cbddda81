package io.cdmaa.onnx;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The context of a conversion: the node to convert and the graph under construction. */
final class ConversionContext {
  private final Graph graph;
  private final GraphBuilder builder;
  private final Map<String, TensorType> types;
  private Node node;

  ConversionContext(Graph graph) {
    this.graph = graph;
    this.builder = new GraphBuilder(unusedPrefix(graph));
    this.types = new LinkedHashMap<>(graph.types());
    graph.inputs().forEach(v -> builder.input(v.name(), v.type()));
    graph.initializers().forEach(builder::initializer);
  }

  private static String unusedPrefix(Graph graph) {
    List<String> names = new ArrayList<>(graph.initializers().keySet());
    graph.inputs().forEach(v -> names.add(v.name()));
    graph.nodes().forEach(n -> names.addAll(n.outputs()));
    String prefix = "canonical_";
    while (names.stream().anyMatch(prefix::equals) || startsAny(names, prefix)) {
      prefix = "_" + prefix;
    }
    return prefix;
  }

  private static boolean startsAny(List<String> names, String prefix) {
    return names.stream().anyMatch(name -> name.startsWith(prefix));
  }

  ConversionContext at(Node next) {
    this.node = next;
    return this;
  }

  Node node() {
    return node;
  }

  Attributes attributes() {
    return node.attributes();
  }

  int opset() {
    return graph.opset();
  }

  /** Returns the static type of one of the node's inputs. */
  TensorType inputType(int index) {
    TensorData constant = builder.constantOf(node.input(index));
    TensorType type = constant != null ? constant.type() : types.get(node.input(index));
    if (type == null || !type.isStatic()) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          "The shape of the value '"
              + node.input(index)
              + "' cannot be determined; export the model with fixed input sizes");
    }
    return type;
  }

  /** Returns the value of an input if it is constant. */
  Optional<TensorData> constant(int index) {
    return Optional.ofNullable(builder.constantOf(node.input(index)));
  }

  /** Returns the value of an input that must be constant. */
  TensorData demandConstant(int index, String what) {
    return constant(index)
        .orElseThrow(
            () ->
                refused(
                    "takes its " + what + " from a computed value",
                    "export the model with fixed input sizes"));
  }

  String vector(long... values) {
    return builder.vector(values);
  }

  String constant(TensorData data) {
    return builder.constant(data);
  }

  /** Emits an intermediate value. */
  String emit(String opType, Attributes attributes, TensorType type, String... inputs) {
    String name = builder.op(opType, attributes, inputs);
    types.put(name, type);
    return name;
  }

  /** Copies the node unchanged. */
  void keep() {
    builder.add(node);
  }

  /** Emits the node that produces the original node's outputs. */
  void finish(String opType, Attributes attributes, String... inputs) {
    finish(opType, attributes, node.outputs(), inputs);
  }

  /** Emits the node that produces the given outputs. */
  void finish(String opType, Attributes attributes, List<String> outputs, String... inputs) {
    List<String> given = new ArrayList<>(Arrays.asList(inputs));
    while (!given.isEmpty() && given.get(given.size() - 1).isEmpty()) {
      given.remove(given.size() - 1);
    }
    builder.add(new Node(opType, "", node.name(), given, outputs, attributes));
  }

  /** Makes one of the node's outputs a constant. */
  void finishConstant(String output, TensorData data) {
    builder.initializer(output, data);
  }

  CdmaaException refused(String why, String remedy) {
    return new CdmaaException(
        ErrorReason.MODEL,
        "The operator "
            + node.label()
            + " ("
            + OperatorVersions.name(node, opset())
            + ") "
            + why
            + "; "
            + remedy);
  }

  /** Returns the graph emitted so far, with the original inputs and outputs. */
  Graph build() {
    Map<String, String> same = new LinkedHashMap<>();
    graph.outputs().forEach(v -> same.put(v.name(), v.name()));
    Graph built = builder.build(same);
    return new Graph(
        built.opset(), graph.inputs(), graph.outputs(), built.nodes(), built.initializers(), types);
  }
}
