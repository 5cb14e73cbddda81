package io.cdmaa.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.cdmaa.reference.OrtRunner;
import io.cdmaa.reference.ReferenceEvaluator;
import io.cdmaa.reference.Tensor64;
import io.cdmaa.reference.Tolerances;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Normalisations by the batch's own statistics run in ONNX Runtime and mean the same. */
class NormalizationDecompositionTest {
  private static Graph training(int opset, int outputs, long... dims) {
    List<Value> inputs = new ArrayList<>();
    List<String> names = List.of("x", "scale", "bias", "mean", "variance");
    for (String name : names) {
      TensorType type = name.equals("x") ? TensorType.floats(dims) : TensorType.floats(dims[1]);
      inputs.add(new Value(name, type));
    }
    List<String> results = IntStream.range(0, outputs).mapToObj(i -> "y" + i).toList();
    Attributes attributes = Attributes.of("epsilon", 1e-3, "momentum", 0.75);
    Node node =
        new Node(
            "BatchNormalization",
            "",
            "norm",
            names,
            results,
            opset < 14 ? attributes : attributes.with("training_mode", 1));
    List<Value> shown = results.stream().map(y -> new Value(y, null)).toList();
    return new Graph(opset, inputs, shown, List.of(node), Map.of(), Map.of());
  }

  @ParameterizedTest
  @CsvSource({"9,5", "13,3", "14,1", "15,3", "17,1", "18,1", "21,3"})
  void trainingModeIsSpelledOut(int opset, int outputs) throws OrtException {
    for (long[] dims : List.of(new long[] {2, 3, 4, 5}, new long[] {4, 3}, new long[] {1, 2, 6})) {
      Graph graph = training(opset, outputs, dims);
      Graph folded = OrtGraphOptimizer.fold(graph);
      assertThat(folded.nodes()).noneMatch(n -> n.opType().equals("BatchNormalization"));
      Random random = new Random(opset);
      Map<String, Tensor64> inputs = new LinkedHashMap<>();
      graph
          .inputs()
          .forEach(v -> inputs.put(v.name(), Tensor64.random(random, 0.5, 2, v.type().dims())));
      Map<String, Tensor64> expected =
          ReferenceEvaluator.outputs(training(15, Math.min(outputs, 3), dims), inputs);
      Map<String, Tensor64> actual = OrtRunner.run(folded, inputs);
      expected.forEach(
          (name, value) ->
              assertThat(Tolerances.relativeError(actual.get(name).data(), value.data()))
                  .as(name)
                  .isLessThan(Tolerances.RUNTIME_FLOAT32));
    }
  }

  @ParameterizedTest
  @CsvSource({"18,2", "20,1", "21,2", "21,4"})
  void groupNormalizationFolds(int opset, int groups) throws OrtException {
    long parameters = opset < 21 ? groups : 4;
    List<Value> inputs =
        List.of(
            new Value("x", TensorType.floats(2, 4, 3, 5)),
            new Value("scale", TensorType.floats(parameters)),
            new Value("bias", TensorType.floats(parameters)));
    Node node =
        new Node(
            "GroupNormalization",
            "",
            "norm",
            List.of("x", "scale", "bias"),
            List.of("y"),
            Attributes.of("num_groups", groups));
    List<Value> shown = List.of(new Value("y", null));
    Graph graph = new Graph(opset, inputs, shown, List.of(node), Map.of(), Map.of());
    Graph folded = OrtGraphOptimizer.fold(graph);
    assertThat(folded.type("y")).isEqualTo(TensorType.floats(2, 4, 3, 5));
    Map<String, Tensor64> values = new LinkedHashMap<>();
    inputs.forEach(
        v -> values.put(v.name(), Tensor64.random(new Random(2), -1, 1, v.type().dims())));
    assertThat(
            Tolerances.relativeError(
                OrtRunner.run(folded, values).get("y").data(),
                ReferenceEvaluator.outputs(graph, values).get("y").data()))
        .isLessThan(Tolerances.RUNTIME_FLOAT32);
  }

  @Test
  void evaluationModeStaysAsItIs() {
    Graph graph = training(13, 1, 2, 3, 4);
    assertThat(NormalizationDecomposition.spellOut(graph)).isSameAs(graph);
  }

  @Test
  void meanVarianceNormalizationGetsItsShape() throws OrtException {
    GraphBuilder b = new GraphBuilder("t/");
    String x = b.input("x", TensorType.floats(2, 3, 4, 5));
    Graph graph = b.build(Map.of("y", b.op("MeanVarianceNormalization", x)));
    Graph folded = OrtGraphOptimizer.fold(graph);
    assertThat(folded.type("y")).isEqualTo(TensorType.floats(2, 3, 4, 5));
    Map<String, Tensor64> inputs = Map.of("x", Tensor64.random(new Random(1), 9, 11, 2, 3, 4, 5));
    assertThat(
            Tolerances.relativeError(
                OrtRunner.run(folded, inputs).get("y").data(),
                ReferenceEvaluator.outputs(graph, inputs).get("y").data()))
        .isLessThan(Tolerances.RUNTIME_FLOAT32);
  }
}
