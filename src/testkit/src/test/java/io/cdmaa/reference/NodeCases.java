package io.cdmaa.reference;

import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.TensorCodec;
import io.cdmaa.onnx.proto.ModelProto;
import io.cdmaa.onnx.proto.TensorProto;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * Small models with inputs and expected outputs, in the format of ONNX's node tests: a folder per
 * case with {@code model.onnx} and {@code test_data_set_N/input_N.pb} and {@code output_N.pb}.
 *
 * @param files contents by path
 */
record NodeCases(Map<String, byte[]> files) {
  private static final String MODEL = "model.onnx";

  /** Returns the cases' folders, with a slash at the end. */
  Set<String> names() {
    TreeSet<String> names = new TreeSet<>();
    files.keySet().stream()
        .filter(path -> path.endsWith("/" + MODEL))
        .forEach(path -> names.add(path.substring(0, path.length() - MODEL.length())));
    return names;
  }

  Graph graph(String name) throws IOException {
    return GraphCodec.decode(ModelProto.parseFrom(files.get(name + MODEL)));
  }

  /** Returns the graph's inputs in one of the case's data sets. */
  Map<String, Tensor64> inputs(String name, Graph graph, int set) throws IOException {
    Map<String, Tensor64> inputs = new LinkedHashMap<>();
    for (int i = 0; i < graph.inputs().size(); i++) {
      inputs.put(graph.inputs().get(i).name(), tensor(name, set, "input_" + i));
    }
    return inputs;
  }

  /**
   * Describes the evaluator's errors in a case.
   *
   * @param tolerance the relative error allowed for an output by its element type
   */
  List<String> differences(String name, ToDoubleFunction<ElementType> tolerance)
      throws IOException {
    Graph graph = graph(name);
    List<String> wrong = new ArrayList<>();
    int sets = 0;
    for (; files.containsKey(path(name, sets, "output_0")); sets++) {
      Map<String, Tensor64> outputs;
      try {
        outputs = ReferenceEvaluator.outputs(graph, inputs(name, graph, sets));
      } catch (IllegalArgumentException e) {
        wrong.add(name + ": " + e.getMessage());
        continue;
      }
      for (int i = 0; i < graph.outputs().size(); i++) {
        Tensor64 expected = tensor(name, sets, "output_" + i);
        Tensor64 actual = outputs.get(graph.outputs().get(i).name());
        String difference = difference(actual, expected, tolerance.applyAsDouble(expected.type()));
        if (!difference.isEmpty()) {
          wrong.add(name + " output " + i + ": " + difference);
        }
      }
    }
    if (sets == 0) {
      wrong.add(name + " has no expectations");
    }
    return wrong;
  }

  /** Returns the rounding error of expectations stored in an element type. */
  static double tolerance(ElementType type) {
    return switch (type) {
      case FLOAT, DOUBLE -> Tolerances.STORED_FLOAT32;
      case FLOAT16 -> Tolerances.STORED_FLOAT16;
      case BFLOAT16 -> Tolerances.STORED_BFLOAT16;
      default -> 0;
    };
  }

  private static String path(String name, int set, String tensor) {
    return name + "test_data_set_" + set + "/" + tensor + ".pb";
  }

  private Tensor64 tensor(String name, int set, String tensor) throws IOException {
    byte[] bytes = files.get(path(name, set, tensor));
    return Tensor64.of(TensorCodec.decode(TensorProto.parseFrom(bytes)));
  }

  private static String difference(Tensor64 actual, Tensor64 expected, double tolerance) {
    if (!actual.toString().equals(expected.toString())) {
      return actual + " instead of " + expected;
    }
    double error = Tolerances.relativeError(actual.rounded().data(), expected.data());
    return error <= tolerance ? "" : "off by " + error;
  }
}
