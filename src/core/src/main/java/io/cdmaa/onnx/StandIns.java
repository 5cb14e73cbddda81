package io.cdmaa.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A graph whose weights are replaced by inputs, for tasks that only need their types. No shape
 * depends on large float tensors, so ONNX Runtime infers and simplifies the same with a thousandth
 * of the bytes; only computations on weights alone remain unfolded.
 *
 * @param graph the graph without its weights
 * @param weights the weights, by the name of the input that replaces them
 */
record StandIns(Graph graph, Map<String, TensorData> weights) {
  /**
   * Constants up to this size may be scales, bounds or slopes that an operator requires to be
   * constant.
   */
  private static final int MOST_ELEMENTS = 1024;

  private static final Set<String> CONVOLUTIONS = Set.of("Conv", "ConvTranspose");
  private static final Set<String> SHAPES = Set.of("Shape", "Size");

  /** Operators after a convolution that folding multiplies into or adds to its weights. */
  private static final Set<String> MERGED =
      Set.of("BatchNormalization", "Mul", "Div", "Add", "Sub");

  /** Replaces a graph's large float constants. */
  static StandIns of(Graph whole) {
    return leavingOut(whole, name -> true);
  }

  /**
   * Replaces only those large float constants that constant folding leaves unchanged: the weights
   * of convolutions into which no following operator is merged.
   */
  static StandIns ofUnfolded(Graph whole) {
    Map<String, List<Node>> readers = new HashMap<>();
    Set<String> varying = whole.inputs().stream().map(Value::name).collect(Collectors.toSet());
    for (Node node : whole.nodes()) {
      List<String> read = Stream.concat(node.inputs().stream(), node.captured().stream()).toList();
      read.forEach(name -> readers.computeIfAbsent(name, n -> new ArrayList<>()).add(node));
      // With fixed dimensions shapes are constants.
      if (!SHAPES.contains(node.opType()) && read.stream().anyMatch(varying::contains)) {
        varying.addAll(node.outputs());
      }
    }
    return leavingOut(
        whole,
        name ->
            readers.getOrDefault(name, List.of()).stream()
                .allMatch(
                    node ->
                        isConvolution(node)
                            && varying.contains(node.input(0))
                            && node.inputs().lastIndexOf(name) == 1
                            && !isMerged(node, readers.getOrDefault(node.output(), List.of()))));
  }

  private static boolean isConvolution(Node node) {
    return node.domain().isEmpty() && CONVOLUTIONS.contains(node.opType());
  }

  /** ONNX Runtime merges nothing into a transposed convolution. */
  private static boolean isMerged(Node convolution, List<Node> next) {
    return convolution.opType().equals("Conv")
        && next.stream().anyMatch(node -> MERGED.contains(node.opType()));
  }

  private static StandIns leavingOut(Graph whole, Predicate<String> wanted) {
    Set<String> shown = whole.outputs().stream().map(Value::name).collect(Collectors.toSet());
    Map<String, TensorData> weights = new LinkedHashMap<>();
    Map<String, TensorData> kept = new LinkedHashMap<>();
    List<Value> inputs = new ArrayList<>(whole.inputs());
    whole
        .initializers()
        .forEach(
            (name, data) -> {
              boolean large =
                  data.type().elementType() == ElementType.FLOAT && data.size() > MOST_ELEMENTS;
              if (large && !shown.contains(name) && wanted.test(name)) {
                weights.put(name, data);
                inputs.add(new Value(name, data.type()));
              } else {
                kept.put(name, data);
              }
            });
    Graph light =
        new Graph(whole.opset(), inputs, whole.outputs(), whole.nodes(), kept, whole.types());
    return new StandIns(light, weights);
  }

  /** Returns a graph derived from this one with the weights restored; types are not known. */
  Graph restored(Graph changed) {
    Map<String, TensorData> constants = new LinkedHashMap<>(weights);
    constants.putAll(changed.initializers());
    List<Value> inputs =
        changed.inputs().stream().filter(v -> !weights.containsKey(v.name())).toList();
    return new Graph(
            changed.opset(), inputs, changed.outputs(), changed.nodes(), constants, Map.of())
        .withOutputs(changed.outputs().stream().map(Value::name).toList());
  }
}
