package io.cdmaa.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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

  /** Replaces a graph's large float constants. */
  static StandIns of(Graph whole) {
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
              if (large && !shown.contains(name)) {
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
