package io.cdmaa.autodiff;

import static io.cdmaa.autodiff.GradientCase.on;
import static io.cdmaa.autodiff.GradientCase.x;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.Value;
import io.cdmaa.reference.OrtRunner;
import io.cdmaa.reference.ReferenceEvaluator;
import io.cdmaa.reference.Tensor64;
import io.cdmaa.reference.Tolerances;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** NormalizationDecomposition over a million elements keep their digits. */
class LargePlanesTest {

  /** The gradient of a bias is the plain sum over everything that it was added to. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1,1,1024,1024",
        "1048576",
        "1,1048576",
        "1048576,1",
        "1024,1,1,1024",
        "2,524288",
        "16,3,128,171",
        "262144,4"
      })
  void sumsAreExact(String shape) throws OrtException {
    long[] dims = Arrays.stream(shape.split(",")).mapToLong(Long::parseLong).toArray();
    Graph gradient = DifferenceCheck.gradientGraph(on("Add", shape, x(), x(dims)).graph(), "x0");
    Tensor64 seed = Tensor64.random(new Random(7), 0, 1, dims);
    Map<String, Tensor64> inputs = new LinkedHashMap<>();
    inputs.put("x0", Tensor64.floats(new long[0], 0));
    inputs.put("x1", seed);
    inputs.put("seed/y0", seed);
    double expected = Arrays.stream(seed.data()).sum();
    double actual = OrtRunner.run(gradient, inputs).get("gradient").scalar();
    assertThat(Math.abs(actual / expected - 1)).isLessThan(Tolerances.LARGE_REDUCTION);
  }

  /** A mean twenty times the deviation: the naive variance would lose three digits. */
  @Test
  void normalisationFarFromZeroKeepsItsDigits() throws OrtException {
    GradientCase one =
        on(
            "InstanceNormalization",
            "large",
            x(1, 1, 512, 512),
            GradientCase.c(1),
            GradientCase.c(1));
    Graph gradient = DifferenceCheck.gradientGraph(one.graph(), "x0");
    Random random = new Random(3);
    Map<String, Tensor64> inputs = new LinkedHashMap<>();
    inputs.put("x0", Tensor64.random(random, 9, 11, 1, 1, 512, 512));
    for (Value input : gradient.inputs()) {
      inputs.computeIfAbsent(
          input.name(), name -> Tensor64.random(random, 0, 2, input.type().dims()));
    }
    double[] expected = ReferenceEvaluator.outputs(gradient, inputs).get("gradient").data();
    double[] actual = OrtRunner.run(gradient, inputs).get("gradient").data();
    assertThat(Tolerances.relativeError(actual, expected)).isLessThan(Tolerances.GRADIENT_FLOAT32);
  }
}
