package io.cdmaa.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtException;
import io.cdmaa.CdmaaException;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.OpsetConverter;
import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.onnx.TensorCodec;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.Value;
import io.cdmaa.onnx.proto.ModelProto;
import io.cdmaa.onnx.proto.TensorProto;
import io.cdmaa.reference.TarGz;
import io.cdmaa.reference.Tensor64;
import io.cdmaa.reference.Tolerances;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * ONNX's own node test cases, folded and upgraded as generators are: the gradient by every float
 * input, the others held constant, against finite differences at the point of the test.
 */
class OnnxNodeGradientsTest {
  private static final Path ARCHIVE = Path.of("../shared/onnx-node-tests.tar.gz");

  /** What was reached; fewer means that something stopped working. */
  private static final int CHECKED = 519;

  /** Larger inputs cost too many evaluations; there are smaller ones of the same kind. */
  private static final int MOST_ELEMENTS = 1500;

  /** Cases at which there is nothing to compare with. */
  private static final Map<String, String> DISPUTED =
      Map.of(
          "test_averagepool_2d_ceil_last_window_starts_on_pad",
          "ONNX Runtime keeps the last window",
          "test_maxpool_2d_ceil_output_size_reduce_by_one",
          "ONNX Runtime keeps the last window",
          "test_softsign_example",
          "the curvature jumps at 0",
          "test_pow",
          "roots of negative numbers");

  private final Map<String, String> refused = new TreeMap<>();
  private final Map<String, String> skipped = new TreeMap<>();
  private final List<String> wrong = new ArrayList<>();
  private int checked;
  private int kinks;

  @Test
  void gradientsOfOnnxsOwnCases() throws IOException {
    assumeTrue(Files.exists(ARCHIVE), ARCHIVE + " is absent, so ONNX's node tests cannot run");
    Map<String, byte[]> files = TarGz.read(ARCHIVE);
    for (String path : files.keySet()) {
      if (path.endsWith("/model.onnx")) {
        String folder = path.substring(0, path.length() - "model.onnx".length());
        try {
          check(folder, files);
        } catch (CdmaaException e) {
          refused.put(name(folder), e.getMessage());
        }
      }
    }
    System.out.println(
        "Gradients of ONNX's node tests: "
            + checked
            + " inputs checked ("
            + kinks
            + " kinks left out), "
            + refused.size()
            + " refused "
            + refused
            + ", "
            + skipped.size()
            + " skipped "
            + skipped);
    assertThat(wrong).isEmpty();
    assertThat(checked).isGreaterThanOrEqualTo(CHECKED);
  }

  private void check(String folder, Map<String, byte[]> files) throws IOException {
    String name = name(folder);
    Graph graph = GraphCodec.decode(ModelProto.parseFrom(files.get(folder + "model.onnx")));
    Map<String, TensorData> point = new LinkedHashMap<>();
    for (int i = 0; i < graph.inputs().size(); i++) {
      byte[] bytes = files.get(folder + "test_data_set_0/input_" + i + ".pb");
      point.put(graph.inputs().get(i).name(), TensorCodec.decode(TensorProto.parseFrom(bytes)));
    }
    if (DISPUTED.containsKey(name)) {
      skipped.put(name, DISPUTED.get(name));
      return;
    }
    boolean any = false;
    for (Value input : graph.inputs()) {
      TensorData value = point.get(input.name());
      if (value.type().elementType().isFloatingPoint() && value.size() > 0) {
        any = true;
        check(name + " by " + input.name(), graph, point, input.name());
      }
    }
    if (!any) {
      skipped.put(name, "no float input");
    }
  }

  private static String name(String folder) {
    return Path.of(folder).getFileName().toString();
  }

  private void check(String label, Graph graph, Map<String, TensorData> point, String wrt) {
    if (point.get(wrt).size() > MOST_ELEMENTS) {
      skipped.put(label, point.get(wrt).size() + " elements");
      return;
    }
    double[] numbers = point.get(wrt).doubles();
    if (!Arrays.stream(numbers).allMatch(Double::isFinite)) {
      skipped.put(label, "not finite");
      return;
    }
    try {
      Graph canonical =
          OpsetConverter.toCanonical(OrtGraphOptimizer.fold(onlyVariable(graph, point, wrt)));
      Graph typed = OrtGraphOptimizer.withStaticTypes(canonical);
      if (typed.outputs().stream().noneMatch(v -> v.type().elementType().isFloatingPoint())) {
        skipped.put(label, "no float output");
        return;
      }
      Tensor64 values = Tensor64.floats(point.get(wrt).dims(), numbers);
      DifferenceCheck.Outcome outcome = DifferenceCheck.check(typed, Map.of(wrt, values), wrt);
      checked++;
      kinks += outcome.kinks();
      if (!(outcome.float64() <= DifferenceCheck.exactness(graph.nodes().get(0).opType()))
          || !(outcome.float32() <= Tolerances.GRADIENT_FLOAT32)) {
        wrong.add(label + ": " + outcome.float64() + " in float64, " + outcome.float32());
      }
    } catch (CdmaaException e) {
      if (e.getMessage().contains("does not depend on the input")) {
        skipped.put(label, "zero by definition");
        return;
      }
      refused.put(label, e.getMessage().lines().findFirst().orElse(""));
    } catch (UnsupportedOperationException e) {
      skipped.put(label, e.getMessage().lines().findFirst().orElse(""));
    } catch (OrtException | RuntimeException | AssertionError e) {
      wrong.add(label + ": " + e);
    }
  }

  /** The graph with every input but one replaced by its value. */
  private static Graph onlyVariable(Graph graph, Map<String, TensorData> point, String wrt) {
    Map<String, TensorData> initializers = new LinkedHashMap<>(graph.initializers());
    List<Value> inputs = new ArrayList<>();
    for (Value input : graph.inputs()) {
      if (input.name().equals(wrt)) {
        inputs.add(new Value(wrt, point.get(wrt).type()));
      } else {
        initializers.put(input.name(), point.get(input.name()));
      }
    }
    return new Graph(
        Math.min(graph.opset(), 23),
        inputs,
        graph.outputs().stream().map(v -> new Value(v.name(), null)).toList(),
        graph.nodes(),
        initializers,
        Map.of());
  }
}
