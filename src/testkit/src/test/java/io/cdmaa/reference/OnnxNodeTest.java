package io.cdmaa.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cdmaa.CdmaaException;
import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.TensorCodec;
import io.cdmaa.onnx.proto.ModelProto;
import io.cdmaa.onnx.proto.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The evaluator reproduces ONNX's own node test cases. */
class OnnxNodeTest {
  private static final Path ARCHIVE = Path.of("../shared/onnx-node-tests.tar.gz");

  /** What was reached; fewer means that something stopped working. */
  private static final int CHECKED = 405;

  /**
   * The expectations divide by the unrounded output length; the specification's text ({@code
   * length_resized}) and ONNX Runtime mean the length of the tensor, as the evaluator does.
   */
  private static final Set<String> DISPUTED =
      Set.of(
          "test_resize_downsample_scales_cubic_align_corners",
          "test_resize_downsample_scales_linear_align_corners");

  /** The expectation was typed in with four decimals. */
  private static final String FOUR_DECIMALS = "test_averagepool_2d_ceil_last_window_starts_on_pad";

  @Test
  void everyCaseComesOutAsOnnxExpects() throws IOException {
    assumeTrue(Files.exists(ARCHIVE), ARCHIVE + " is absent, so ONNX's node tests cannot run");
    Map<String, byte[]> files = TarGz.read(ARCHIVE);
    TreeSet<String> cases = new TreeSet<>();
    files.keySet().stream()
        .filter(path -> path.endsWith("/model.onnx"))
        .forEach(path -> cases.add(path.substring(0, path.length() - "model.onnx".length())));
    int checked = 0;
    Map<String, String> refused = new TreeMap<>();
    List<String> wrong = new ArrayList<>();
    for (String name : cases) {
      if (DISPUTED.contains(plain(name))) {
        refused.put(name, "its expectation contradicts the specification's text");
        continue;
      }
      try {
        check(name, files, wrong);
        checked++;
      } catch (CdmaaException | UnsupportedOperationException e) {
        refused.put(name, e.getMessage().lines().findFirst().orElse(""));
      }
    }
    System.out.println(
        "ONNX node tests: " + checked + " of " + cases.size() + " checked, refused " + refused);
    assertThat(wrong).isEmpty();
    assertThat(checked).isGreaterThanOrEqualTo(CHECKED);
  }

  private static void check(String name, Map<String, byte[]> files, List<String> wrong)
      throws IOException {
    Graph graph = GraphCodec.decode(ModelProto.parseFrom(files.get(name + "model.onnx")));
    int sets = 0;
    while (files.containsKey(name + "test_data_set_" + sets + "/output_0.pb")) {
      String set = name + "test_data_set_" + sets++ + "/";
      Map<String, Tensor64> inputs = new LinkedHashMap<>();
      for (int i = 0; i < graph.inputs().size(); i++) {
        inputs.put(graph.inputs().get(i).name(), tensor(files.get(set + "input_" + i + ".pb")));
      }
      Map<String, Tensor64> outputs;
      try {
        outputs = ReferenceEvaluator.outputs(graph, inputs);
      } catch (IllegalArgumentException e) {
        wrong.add(name + ": " + e.getMessage());
        return;
      }
      for (int i = 0; i < graph.outputs().size(); i++) {
        Tensor64 expected = tensor(files.get(set + "output_" + i + ".pb"));
        Tensor64 actual = outputs.get(graph.outputs().get(i).name());
        double tolerance =
            plain(name).equals(FOUR_DECIMALS)
                ? Tolerances.FOUR_DECIMALS
                : tolerance(expected.type());
        String difference = difference(actual, expected, tolerance);
        if (!difference.isEmpty()) {
          wrong.add(name + " output " + i + ": " + difference);
        }
      }
    }
    if (sets == 0) {
      wrong.add(name + " has no expectations");
    }
  }

  private static Tensor64 tensor(byte[] bytes) throws IOException {
    return Tensor64.of(TensorCodec.decode(TensorProto.parseFrom(bytes)));
  }

  /** The last part of a case's path. */
  private static String plain(String name) {
    return Path.of(name).getFileName().toString();
  }

  private static String difference(Tensor64 actual, Tensor64 expected, double tolerance) {
    if (!actual.toString().equals(expected.toString())) {
      return actual + " instead of " + expected;
    }
    double error = Tolerances.relativeError(actual.rounded().data(), expected.data());
    return error <= tolerance ? "" : "off by " + error;
  }

  private static double tolerance(ElementType type) {
    return switch (type) {
      case FLOAT, DOUBLE -> Tolerances.STORED_FLOAT32;
      case FLOAT16 -> Tolerances.STORED_FLOAT16;
      case BFLOAT16 -> Tolerances.STORED_BFLOAT16;
      default -> 0;
    };
  }
}
