package io.cdmaa.onnx;

import com.google.protobuf.ByteString;
import io.cdmaa.onnx.proto.GraphProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Unrolls control flow that is determined by constants: a Loop with a constant trip count becomes
 * copies of its body (scripted modules with repeated blocks are exported like this), an If with a
 * constant condition its branch. Control flow that depends on runtime values is kept.
 */
public final class ControlFlow {
  /** More repetitions than in any network, and few enough to unroll. */
  private static final long MOST_TRIPS = 1024;

  private static final int MOST_NODES = 200_000;

  private static final TensorData TRUE =
      new TensorData(new TensorType(ElementType.BOOL), ByteString.copyFrom(new byte[] {1}));

  private final Graph graph;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, TensorData> constants;
  private final String stem;
  private int count;

  private ControlFlow(Graph graph) {
    this.graph = graph;
    constants = new LinkedHashMap<>(graph.initializers());
    stem = unusedStem(graph);
  }

  /**
   * Returns an equivalent graph in which all control flow determined by constants is unrolled,
   * including in inner graphs.
   */
  public static Graph resolved(Graph graph) {
    Graph resolved = TripCounts.folded(graph);
    while (resolved.nodes().stream().anyMatch(new ControlFlow(resolved)::isDecided)) {
      resolved = TripCounts.folded(new ControlFlow(resolved).run());
    }
    NormalizationDecomposition.requireNoInnerTraining(resolved);
    return resolved;
  }

  private static String unusedStem(Graph graph) {
    Set<String> names = new HashSet<>(graph.initializers().keySet());
    graph.inputs().forEach(v -> names.add(v.name()));
    graph.nodes().forEach(n -> names.addAll(n.outputs()));
    String stem = "unrolled";
    while (startsAny(names, stem)) {
      stem = "_" + stem;
    }
    return stem;
  }

  private static boolean startsAny(Set<String> names, String stem) {
    return names.stream().anyMatch(name -> name.startsWith(stem));
  }

  private boolean isDecided(Node node) {
    if (!node.domain().isEmpty()) {
      return false;
    }
    return switch (node.opType()) {
      case "If" -> branch(node) != null;
      case "Loop" -> trips(node) >= 0;
      default -> false;
    };
  }

  private Graph run() {
    for (Node node : graph.nodes()) {
      if (!isDecided(node)) {
        nodes.add(node);
      } else if (node.opType().equals("If")) {
        inline(node);
      } else {
        unroll(node);
      }
      if (nodes.size() > MOST_NODES) {
        throw GraphCodec.damaged(node.label() + " repeats more than any network does");
      }
    }
    return new Graph(
        graph.opset(), graph.inputs(), graph.outputs(), nodes, constants, graph.types());
  }

  /**
   * Returns the branch that an If takes; null if that is not constant or the branch cannot be
   * inlined.
   */
  private InnerGraph branch(Node node) {
    TensorData condition = node.hasInput(0) ? graph.constant(node.input(0)).orElse(null) : null;
    if (condition == null || condition.size() != 1) {
      return null;
    }
    String chosen = isTrue(condition) ? "then_branch" : "else_branch";
    if (!(node.attributes().asMap().get(chosen) instanceof GraphProto proto)) {
      return null;
    }
    InnerGraph branch = InnerGraph.of(proto);
    boolean fits = branch.inputs().isEmpty() && branch.outputs().size() == node.outputs().size();
    return fits ? branch : null;
  }

  private void inline(Node node) {
    InnerGraph inner = branch(node);
    Map<String, String> names = new HashMap<>();
    addConstants(inner, names);
    addNodes(inner, names);
    for (int i = 0; i < node.outputs().size(); i++) {
      show(node.outputs().get(i), names, inner.outputs().get(i));
    }
  }

  /**
   * Returns how often the body of a Loop runs; -1 if that is not constant or the loop cannot be
   * unrolled.
   */
  private long trips(Node node) {
    if (!(node.attributes().asMap().get("body") instanceof GraphProto proto)
        || !node.hasInput(0)
        || graph.constant(node.input(0)).filter(count -> count.size() == 1).isEmpty()) {
      return -1;
    }
    InnerGraph body = InnerGraph.of(proto);
    long trips = graph.constant(node.input(0)).get().longs()[0];
    int carried = carried(node);
    boolean fits =
        body.inputs().size() == carried + 2
            && body.outputs().size() >= carried + 1
            && node.outputs().size() <= body.outputs().size() - 1
            && trips <= MOST_TRIPS;
    // Without any trip there is no value to build a scanned output from.
    boolean scans = node.outputs().size() > carried;
    return fits && (trips > 0 || !scans) && goesOn(node, body) ? Math.max(0, trips) : -1;
  }

  /**
   * Returns the number of values passed from trip to trip: all inputs but trip count and condition.
   */
  private static int carried(Node node) {
    return Math.max(0, node.inputs().size() - 2);
  }

  /** Returns whether the condition is true before every trip, or is not used. */
  private boolean goesOn(Node node, InnerGraph body) {
    if (!node.hasInput(1)) {
      return true;
    }
    String said = body.outputs().get(0);
    // From the last node to the first, because values are computed before they are read.
    for (int i = body.nodes().size() - 1; i >= 0; i--) {
      Node inner = body.nodes().get(i);
      if (inner.opType().equals("Identity")
          && inner.hasInput(0)
          && inner.outputs().equals(List.of(said))) {
        said = inner.input(0);
      }
    }
    TensorData constant = body.constants().getOrDefault(said, constants.get(said));
    boolean stays = said.equals(body.inputs().get(1)) || said.equals(node.input(1));
    return isTrue(constants.get(node.input(1))) && (stays || isTrue(constant));
  }

  private static boolean isTrue(TensorData constant) {
    return constant != null && constant.size() == 1 && constant.doubles()[0] != 0;
  }

  private void unroll(Node node) {
    InnerGraph body = InnerGraph.of((GraphProto) node.attributes().asMap().get("body"));
    long trips = trips(node);
    int carried = carried(node);
    Map<String, String> shared = new HashMap<>();
    addConstants(body, shared);
    List<String> state = new ArrayList<>(node.inputs().stream().skip(2).toList());
    List<List<String>> scanned = new ArrayList<>();
    for (long trip = 0; trip < trips; trip++) {
      Map<String, String> names = new HashMap<>(shared);
      names.put(body.inputs().get(0), constant(TensorData.ofLongs(new long[] {trip})));
      names.put(body.inputs().get(1), constant(TRUE));
      for (int i = 0; i < carried; i++) {
        names.put(body.inputs().get(i + 2), state.get(i));
      }
      addNodes(body, names);
      List<String> results =
          body.outputs().stream().skip(1).map(name -> names.getOrDefault(name, name)).toList();
      state = new ArrayList<>(results.subList(0, carried));
      scanned.add(results.subList(carried, results.size()));
    }
    for (int i = 0; i < node.outputs().size(); i++) {
      if (node.hasOutput(i) && i < carried) {
        show(node.outputs().get(i), Map.of(), state.get(i));
      } else if (node.hasOutput(i)) {
        int which = i - carried;
        stack(node.outputs().get(i), scanned.stream().map(trip -> trip.get(which)).toList());
      }
    }
  }

  private String constant(TensorData data) {
    String name = stem + count++;
    constants.put(name, data);
    return name;
  }

  private void addConstants(InnerGraph inner, Map<String, String> names) {
    inner.constants().forEach((name, data) -> names.put(name, constant(data)));
  }

  /** Copies the nodes, gives their outputs new names, and records these. */
  private void addNodes(InnerGraph inner, Map<String, String> names) {
    String prefix = stem + count++ + "/";
    UnaryOperator<String> rename = name -> names.getOrDefault(name, name);
    for (Node node : inner.nodes()) {
      node.outputs().stream()
          .filter(output -> !output.isEmpty())
          .forEach(output -> names.put(output, prefix + output));
      innerNames(node).forEach(name -> names.put(name, prefix + name));
      String label = node.name().isEmpty() ? "" : prefix + node.name();
      nodes.add(InnerGraph.renamed(node, label, rename));
    }
  }

  /** Returns the names defined by graphs inside a node, which must remain unique as well. */
  private static Set<String> innerNames(Node node) {
    Set<String> names = new HashSet<>();
    for (Object value : node.attributes().asMap().values()) {
      if (value instanceof GraphProto graph) {
        InnerGraph inner = InnerGraph.of(graph);
        names.addAll(inner.inputs());
        names.addAll(inner.constants().keySet());
        for (Node deeper : inner.nodes()) {
          names.addAll(deeper.outputs());
          names.addAll(innerNames(deeper));
        }
      }
    }
    names.remove("");
    return names;
  }

  private void show(String output, Map<String, String> names, String value) {
    String shown = names.getOrDefault(value, value);
    nodes.add(new Node("Identity", "", output, List.of(shown), List.of(output), Attributes.none()));
  }

  /** Stacks the values of all trips along a new first axis. */
  private void stack(String output, List<String> values) {
    List<String> rows = new ArrayList<>();
    for (String value : values) {
      String row = stem + count++;
      // An attribute before opset 13, an input since.
      boolean attribute = graph.opset() < 13;
      nodes.add(
          new Node(
              "Unsqueeze",
              "",
              row,
              attribute ? List.of(value) : List.of(value, constant(TensorData.vector(0))),
              List.of(row),
              attribute ? Attributes.of("axes", new long[] {0}) : Attributes.none()));
      rows.add(row);
    }
    nodes.add(new Node("Concat", "", output, rows, List.of(output), Attributes.of("axis", 0)));
  }
}
