package io.cdmaa.bf16;

import io.cdmaa.bf16.Elementwise.Function;
import io.cdmaa.bf16.Lowering.Unsupported;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lowers nodes one by one; some together with the only node that reads their result. */
final class Operators {
  /** One operator's lowering. */
  private interface Rule {
    void lower(Lowering at, Node node);
  }

  private static final Map<String, Rule> RULES = rules();

  private static final Set<String> CONVOLUTIONS = Set.of("Conv", "ConvTranspose");

  /** Functions that a convolution can apply to its result. */
  private static final Set<String> ACTIVATIONS =
      Set.of("Relu", "LeakyRelu", "Tanh", "Sigmoid", "Elu");

  /** Reductions that may take their axes in stages. */
  private static final Set<String> STAGES = Set.of("ReduceMean", "ReduceSum");

  private static final Set<String> SPECIAL =
      Set.of("InstanceNormalization", "Slice", "ReduceMean", "ReduceSum");

  private final Lowering at;
  private final Map<String, List<Node>> readers = new HashMap<>();
  private final Map<String, Node> producers;
  private final Set<Node> own;
  private final Set<Node> done = new HashSet<>();
  private final Normalizations normalizations = new Normalizations();

  private static Map<String, Rule> rules() {
    Map<String, Rule> rules = new HashMap<>();
    for (String name :
        List.of(
            "Relu",
            "LeakyRelu",
            "Tanh",
            "Sigmoid",
            "Elu",
            "HardSigmoid",
            "Softplus",
            "Abs",
            "Sqrt",
            "Exp",
            "Log",
            "Neg",
            "Reciprocal",
            "Clip",
            "Pow")) {
      rules.put(name, Elementwise::unary);
    }
    for (String name : List.of("Add", "Sub", "Mul", "Div", "Max", "Min")) {
      rules.put(name, Elementwise::binary);
    }
    rules.put("Sum", Sums::lower);
    for (String name : List.of("ReduceMax", "ReduceMin", "GlobalAveragePool", "GlobalMaxPool")) {
      rules.put(name, Reductions::lower);
    }
    for (String name : List.of("Reshape", "Identity", "Flatten", "Squeeze", "Unsqueeze")) {
      rules.put(name, Layouts::reshape);
    }
    rules.put("Split", Layouts::split);
    rules.put("Concat", Layouts::concat);
    rules.put("Pad", Layouts::pad);
    rules.put("Resize", Resampling::resize);
    rules.put("AveragePool", Resampling::pool);
    rules.put("MaxPool", Resampling::pool);
    return Map.copyOf(rules);
  }

  /**
   * @param at where to lower
   * @param graph the whole graph, with composites
   * @param own the nodes that are lowered, not run by ONNX Runtime
   */
  Operators(Lowering at, Graph graph, Set<Node> own) {
    this.at = at;
    this.own = own;
    producers = graph.producers();
    for (Node node : graph.nodes()) {
      for (String input : new HashSet<>(node.inputs())) {
        readers.computeIfAbsent(input, k -> new ArrayList<>()).add(node);
      }
    }
    graph.outputs().forEach(o -> readers.computeIfAbsent(o.name(), k -> new ArrayList<>()));
    graph.outputs().forEach(o -> readers.get(o.name()).add(null));
  }

  /** Returns whether a node is a convolution, transposed or not. */
  static boolean isConvolution(Node node) {
    return CONVOLUTIONS.contains(node.opType());
  }

  /** Returns whether there is a rule for a node at all. */
  static boolean knows(Node node) {
    if (!node.domain().isEmpty()) {
      return node.domain().equals(Composites.DOMAIN);
    }
    return RULES.containsKey(node.opType())
        || isConvolution(node)
        || SPECIAL.contains(node.opType());
  }

  /** Lowers a node, unless that was done with an earlier one. */
  void lower(Node node) {
    if (!done.add(node)) {
      return;
    }
    if (isConvolution(node)) {
      convolution(node);
    } else if (node.opType().equals("InstanceNormalization")) {
      normalization(node);
    } else if (node.opType().equals(Composites.RECTIFIER)) {
      if (!isFusedInto(node)) {
        Elementwise.rectified(
            at, node, at.read(node, 0), at.read(node, 1), slope(node), at.write(node));
      }
    } else if (node.opType().equals(Composites.NORMALISATION)) {
      gradient(node);
    } else if (node.opType().equals("Slice")) {
      Layouts.slice(at, node, isOnlyJoined(node.output()));
    } else if (STAGES.contains(node.opType())) {
      reduction(node);
    } else {
      RULES.get(node.opType()).lower(at, node);
    }
  }

  private static double slope(Node node) {
    return node.attributes().real(Composites.SLOPE, 0);
  }

  /** Returns the only node that reads a value for its elements, if it is lowered, too. */
  private Optional<Node> onlyReader(String value) {
    List<Node> all =
        readers.getOrDefault(value, List.of()).stream()
            .filter(n -> n == null || Composites.reads(n).contains(value))
            .toList();
    return all.size() == 1 && all.get(0) != null && own.contains(all.get(0))
        ? Optional.of(all.get(0))
        : Optional.empty();
  }

  /** Returns whether all that read a value copy it into a larger one. */
  private boolean isOnlyJoined(String value) {
    return readers.getOrDefault(value, List.of()).stream()
        .allMatch(n -> n != null && own.contains(n) && n.opType().equals("Concat"));
  }

  /** Lowers a reduction, all stages at once with the last one. */
  private void reduction(Node node) {
    boolean again =
        onlyReader(node.output()).filter(n -> n.opType().equals(node.opType())).isPresent();
    if (again && keepsAxes(node)) {
      return;
    }
    List<Node> stages = new ArrayList<>(List.of(node));
    Node before = producers.get(node.input(0));
    while (before != null
        && done.contains(before)
        && before.opType().equals(node.opType())
        && at.find(before.output()).isEmpty()) {
      stages.add(before);
      before = producers.get(before.input(0));
    }
    Reductions.lower(at, node, stages);
  }

  private static boolean keepsAxes(Node node) {
    return node.attributes().integer("keepdims", 1) == 1;
  }

  private void convolution(Node node) {
    Optional<Node> next = onlyReader(node.output()).filter(n -> ACTIVATIONS.contains(n.opType()));
    Optional<Function> activation = next.flatMap(n -> Elementwise.function(at, n));
    if (activation.isPresent()) {
      Convolutions.lower(at, node, activation, at.write(next.get()));
      done.add(next.get());
    } else {
      Convolutions.lower(at, node, Optional.empty(), at.write(node));
    }
  }

  private void normalization(Node node) {
    Optional<Node> next = onlyReader(node.output()).filter(n -> n.opType().equals("Relu"));
    Tensor target = at.write(next.orElse(node));
    normalizations.forward(at, node, next.isPresent(), target);
    next.ifPresent(done::add);
  }

  /**
   * Returns whether a rectifier's gradient is computed with that of the normalisation before the
   * rectifier.
   */
  private boolean isFusedInto(Node rectifier) {
    return slope(rectifier) == 0
        && onlyReader(rectifier.output())
            .filter(n -> n.opType().equals(Composites.NORMALISATION))
            .filter(n -> n.input(0).equals(rectifier.output()))
            .filter(n -> normalizations.isRectified(n.input(1)))
            .filter(n -> isRectifierOf(rectifier.input(1), n.input(1)))
            .isPresent();
  }

  private boolean isRectifierOf(String result, String normalised) {
    Node relu = producers.get(result);
    return relu != null && relu.opType().equals("Relu") && relu.input(0).equals(normalised);
  }

  private void gradient(Node node) {
    Node producer = producers.get(node.input(0));
    boolean fused =
        producer != null
            && producer.opType().equals(Composites.RECTIFIER)
            && done.contains(producer)
            && at.find(producer.output()).isEmpty();
    Tensor g = fused ? at.read(producer, 0) : at.read(node, 0);
    if (g.rank() != 4) {
      throw new Unsupported(node, "not of an image");
    }
    normalizations.backward(at, node, node.input(1), fused, g, at.write(node));
  }
}
