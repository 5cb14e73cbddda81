package io.cdmaa.onnx;

import io.cdmaa.onnx.proto.GraphProto;
import io.cdmaa.onnx.proto.ModelProto;
import io.cdmaa.onnx.proto.TensorShapeProto;
import io.cdmaa.onnx.proto.TypeProto;
import io.cdmaa.onnx.proto.ValueInfoProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks nodes whose input shapes must be known before ONNX Runtime may see the node itself. The
 * shapes are inferred by ONNX Runtime in rounds: first those of all values before the first such
 * nodes; then, once these nodes are known to be sound, those before the next ones. Weights are left
 * out and results of earlier rounds are reused, so that all rounds together cost about as much as a
 * single inference.
 */
final class ShapeGuards {
  /** Represents every negative dimension, as -1 represents an open one. */
  static final long NEGATIVE = -2;

  /** More than any model needs, few enough to finish within seconds. */
  private static final int MOST_ROUNDS = 1000;

  /** Larger constants are weights, on which no shape depends. */
  private static final int MOST_ELEMENTS = 4096;

  /** A value that is folded away; no model uses such a name. */
  private static final String FOLDED = "cdmaa/guarded/folded/";

  private final Graph graph;

  /** The results of earlier rounds. */
  private final Map<String, TensorType> known = new HashMap<>();

  /** Guarded nodes, and nodes with inner graphs, that have not been checked yet. */
  private final Set<Node> waiting = Collections.newSetFromMap(new IdentityHashMap<>());

  private ShapeGuards(Graph graph) {
    this.graph = graph;
    graph.nodes().stream()
        .filter(n -> OrtCrashGuards.guard(n).isPresent() || hasGraphs(n))
        .forEach(waiting::add);
  }

  private static boolean hasGraphs(Node node) {
    return node.attributes().asMap().values().stream().anyMatch(GraphProto.class::isInstance);
  }

  /**
   * Checks every guarded node, including those in inner graphs.
   *
   * @throws io.cdmaa.CdmaaException naming the node
   */
  static void check(Graph graph) {
    new ShapeGuards(graph).check();
  }

  private void check() {
    int rounds = depth();
    if (rounds > MOST_ROUNDS) {
      throw GraphCodec.damaged(rounds + " slices are chained one after the other");
    }
    while (!waiting.isEmpty()) {
      List<Node> ready = ready();
      Set<String> wanted = new LinkedHashSet<>();
      for (Node node : ready) {
        wanted.addAll(hasGraphs(node) ? node.captured() : node.inputs());
      }
      learn(wanted);
      for (Node node : ready) {
        check(node);
        waiting.remove(node);
      }
    }
  }

  /** Returns the maximum number of guarded nodes on any path. */
  private int depth() {
    Map<String, Integer> depths = new HashMap<>();
    int deepest = 0;
    for (Node node : graph.nodes()) {
      int depth = waiting.contains(node) ? 1 : 0;
      int before = 0;
      for (String name : node.inputs()) {
        before = Math.max(before, depths.getOrDefault(name, 0));
      }
      for (String name : node.captured()) {
        before = Math.max(before, depths.getOrDefault(name, 0));
      }
      for (String output : node.outputs()) {
        depths.put(output, before + depth);
      }
      deepest = Math.max(deepest, before + depth);
    }
    return deepest;
  }

  /** Returns the unchecked nodes that do not depend on other unchecked nodes. */
  private List<Node> ready() {
    Set<String> hidden = new HashSet<>();
    List<Node> ready = new ArrayList<>();
    for (Node node : graph.nodes()) {
      boolean behind =
          node.inputs().stream().anyMatch(hidden::contains)
              || node.captured().stream().anyMatch(hidden::contains);
      boolean unchecked = waiting.contains(node);
      if (behind || unchecked) {
        hidden.addAll(node.outputs());
      }
      if (unchecked && !behind) {
        ready.add(node);
      }
    }
    return ready;
  }

  private void check(Node node) {
    OrtCrashGuards.guard(node)
        .ifPresent(guard -> guard.accept(node, node.inputs().stream().map(this::type).toList()));
    if (node.opType().equals("Loop") || node.opType().equals("Scan")) {
      throw OpsetConverter.controlFlow(node);
    }
    for (String name : node.captured()) {
      OrtCrashGuards.refuseNegative(node, name, type(name));
    }
    for (Object attribute : node.attributes().asMap().values()) {
      if (attribute instanceof GraphProto inner) {
        check(standingAlone(inner, node.captured()));
      }
    }
  }

  private TensorType type(String name) {
    TensorData constant = graph.initializers().get(name);
    return constant != null
        ? constant.type()
        : graph.input(name).map(Value::type).orElse(known.get(name));
  }

  /** Has ONNX Runtime infer types. */
  private void learn(Set<String> wanted) {
    // An inner graph's own values are not values of this graph.
    Set<String> computed = new HashSet<>();
    graph.nodes().forEach(n -> computed.addAll(n.outputs()));
    List<String> asked =
        wanted.stream()
            .filter(name -> !name.isEmpty() && computed.contains(name) && type(name) == null)
            .toList();
    if (asked.isEmpty()) {
      return;
    }
    Set<String> needed = new LinkedHashSet<>(asked);
    List<Node> nodes = new ArrayList<>();
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      if (node.outputs().stream().anyMatch(o -> needed.contains(o) && !isInput(o))) {
        nodes.add(node);
        needed.addAll(node.inputs());
        needed.addAll(node.captured());
      }
    }
    Collections.reverse(nodes);
    Set<String> produced = new HashSet<>();
    nodes.forEach(n -> produced.addAll(n.outputs()));
    List<Value> inputs = new ArrayList<>();
    Map<String, TensorData> constants = new LinkedHashMap<>();
    for (String name : needed) {
      TensorData constant = graph.initializers().get(name);
      if (isInput(name) && !produced.contains(name)) {
        inputs.add(new Value(name, type(name)));
      } else if (constant != null) {
        constants.put(name, constant);
      }
    }
    List<Value> outputs = new ArrayList<>();
    asked.forEach(name -> outputs.add(new Value(name, null)));
    // ONNX Runtime writes the types of outputs only if it has changed something.
    constants.put(FOLDED + "from", TensorData.vector(1));
    nodes.add(
        new Node("Neg", "", "", List.of(FOLDED + "from"), List.of(FOLDED), Attributes.none()));
    outputs.add(new Value(FOLDED, null));
    Graph part = new Graph(graph.opset(), inputs, outputs, nodes, constants, Map.of());
    for (ValueInfoProto info :
        OrtGraphOptimizer.optimized(GraphCodec.encode(part)).getGraph().getOutputList()) {
      if (info.getType().getTensorType().hasShape()) {
        known.put(info.getName(), type(info));
      }
    }
  }

  /**
   * Returns whether a value becomes an input of the part to infer. Integers are computed again,
   * because shapes may depend on their values.
   */
  private boolean isInput(String name) {
    TensorData constant = graph.initializers().get(name);
    TensorType told = known.get(name);
    return constant != null
        ? constant.size() > MOST_ELEMENTS
        : graph.input(name).isPresent() || (told != null && told.elementType().isFloatingPoint());
  }

  private static TensorType type(ValueInfoProto info) {
    TypeProto.Tensor tensor = info.getType().getTensorType();
    return new TensorType(
        ElementType.of(tensor.getElemType()),
        tensor.getShape().getDimList().stream().mapToLong(ShapeGuards::dim).toArray());
  }

  private static long dim(TensorShapeProto.Dimension dim) {
    return !dim.hasDimValue()
        ? TensorType.UNKNOWN
        : dim.getDimValue() < 0 ? NEGATIVE : dim.getDimValue();
  }

  /** Returns an inner graph with the values that it captures as its inputs. */
  private Graph standingAlone(GraphProto inner, Set<String> captured) {
    GraphProto.Builder alone = inner.toBuilder();
    Set<String> own = new HashSet<>();
    inner.getInputList().forEach(v -> own.add(v.getName()));
    inner.getInitializerList().forEach(t -> own.add(t.getName()));
    inner.getNodeList().forEach(n -> own.addAll(n.getOutputList()));
    for (String name : captured) {
      if (!own.contains(name) && !name.isEmpty()) {
        TensorData constant = graph.initializers().get(name);
        if (constant != null) {
          alone.addInitializer(TensorCodec.encode(name, constant));
        } else {
          alone.addInput(GraphCodec.info(new Value(name, type(name))));
        }
      }
    }
    ModelProto.Builder model = ModelProto.newBuilder().setGraph(alone);
    model.addOpsetImportBuilder().setVersion(graph.opset());
    return GraphCodec.decode(model.build());
  }
}
