package io.cdmaa.autodiff;

import static io.cdmaa.autodiff.GradientCase.ints;
import static io.cdmaa.autodiff.GradientCase.none;
import static io.cdmaa.autodiff.GradientCase.on;
import static io.cdmaa.autodiff.GradientCase.scalar;
import static io.cdmaa.autodiff.GradientCase.x;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.Value;
import io.cdmaa.reference.OrtRunner;
import io.cdmaa.reference.Tensor64;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What holds where a derivative does not exist, at the very point and as ONNX Runtime has it. */
class ConventionsTest {

  /** The derivative of the sum of the node's first output by its first input at a point. */
  private static double[] at(GradientCase one, double... point) throws OrtException {
    Graph gradient = DifferenceCheck.gradientGraph(one.graph(), "x0");
    Map<String, Tensor64> inputs = new LinkedHashMap<>(one.inputs());
    inputs.put("x0", Tensor64.floats(inputs.get("x0").dims(), point));
    for (Value input : gradient.inputs()) {
      if (input.name().startsWith("seed/")) {
        double[] ones = new double[(int) input.type().size()];
        Arrays.fill(ones, 1);
        inputs.put(input.name(), Tensor64.floats(input.type().dims(), ones));
      }
    }
    return OrtRunner.run(gradient, inputs).get("gradient").data();
  }

  @Test
  void reluHasDerivativeZeroAtZeroAndOneAtInfinity() throws OrtException {
    double infinity = Double.POSITIVE_INFINITY;
    assertThat(at(on("Relu", "", x(7)), 0, -0.0, infinity, -infinity, 1e-30, -1e-30, 3e38))
        .containsExactly(0, 0, 1, 0, 1, 0, 1);
  }

  @Test
  void reluIsMonotoneOverDenormals() throws OrtException {
    double[] slopes = at(on("Relu", "", x(4)), 1e-45, 1e-41, 1e-39, -1e-41);
    assertThat(Arrays.stream(slopes, 0, 3)).allMatch(s -> s >= 0 && s <= 1).isSorted();
    assertThat(slopes[3]).isZero();
  }

  @Test
  void kinkedActivationsTakeTheLeftSide() throws OrtException {
    assertThat(at(on("LeakyRelu", "", x(2)).with("alpha", 0.25), 0, -0.0))
        .containsExactly(0.25, 0.25);
    assertThat(at(on("PRelu", "", x(2), scalar(0.5)), 0, -0.0)).containsExactly(0.5, 0.5);
    assertThat(at(on("Elu", "", x(1)).with("alpha", 0.5), 0)).containsExactly(0.5);
    assertThat(at(on("Celu", "", x(1)).with("alpha", 0.5), 0)).containsExactly(1);
    assertThat(at(on("ThresholdedRelu", "", x(1)), 1)).containsExactly(0);
    assertThat(at(on("HardSigmoid", "", x(2)).with("alpha", 0.5, "beta", 0.5), -1, 1))
        .containsExactly(0, 0);
    assertThat(at(on("HardSwish", "", x(2)), -3, 3)).containsExactly(0, 1);
  }

  @Test
  void clipLetsItsBoundsThrough() throws OrtException {
    assertThat(at(on("Clip", "", x(4), scalar(-1), scalar(1)), -1, 1, -1.5, 1.5))
        .containsExactly(1, 1, 0, 0);
    assertThat(at(on("Clip", "", x(2), none(), scalar(1)), 1, 2)).containsExactly(1, 0);
  }

  @Test
  void nothingIsNotANumberAtZero() throws OrtException {
    assertThat(at(on("Sqrt", "", x(2)), 0, 4)).containsExactly(0, 0.25);
    assertThat(at(on("Abs", "", x(2)), 0, -0.0)).containsExactly(0, 0);
    assertThat(at(on("Pow", "", x(1), scalar(0.5)), 0)).containsExactly(0);
    assertThat(at(on("Pow", "", x(1), scalar(-1)), 0)).containsExactly(0);
    assertThat(at(on("Pow", "", x(1), scalar(0)), 0)).containsExactly(0);
    assertThat(at(on("Pow", "", x(1), scalar(1)), 0)).containsExactly(1);
    assertThat(at(on("Pow", "", x(1), scalar(2)), 0)).containsExactly(0);
    assertThat(at(on("Pow", "", x(3), GradientCase.floats(0.5, 1, 2)), 0, 0, 0))
        .containsExactly(0, 1, 0);
    assertThat(at(on("Div", "", x(2), GradientCase.floats(2, 4)), 0, 0)).containsExactly(0.5, 0.25);
    assertThat(at(on("ReduceL2", "", x(2, 2), ints(1)), 0, 0, 3, 4))
        .containsExactly(0, 0, 0.6f, 0.8f);
    assertThat(at(on("ReduceL1", "", x(2)), 0, -2)).containsExactly(0, -1);
    assertThat(at(on("LpNormalization", "", x(3)), 0, 0, 0)).containsExactly(0, 0, 0);
    assertThat(at(on("GlobalLpPool", "", x(1, 1, 2)).with("p", 3), 0, 0)).containsExactly(0, 0);
    assertThat(at(on("ReduceProd", "", x(3)), 2, 0, 3)).containsExactly(0, 0, 0);
    assertThat(at(on("InstanceNormalization", "", x(1, 1, 3), x(1), x(1)), 2, 2, 2))
        .containsExactly(0, 0, 0);
  }

  @Test
  void exponentsOfBasesThatAreNotPositiveHaveDerivativeZero() throws OrtException {
    GradientCase byExponent = on("Pow", "", x(1), x(3));
    Graph gradient = DifferenceCheck.gradientGraph(byExponent.graph(), "x1");
    Map<String, Tensor64> inputs = new LinkedHashMap<>();
    inputs.put("x0", Tensor64.floats(new long[] {1}, 0));
    inputs.put("x1", Tensor64.floats(new long[] {3}, 1, 2, 0.5));
    inputs.put("seed/y0", Tensor64.floats(new long[] {3}, 1, 1, 1));
    assertThat(OrtRunner.run(gradient, inputs).get("gradient").data()).containsExactly(0, 0, 0);
  }

  @Test
  void tiesOfExtremaAreShared() throws OrtException {
    assertThat(at(on("ReduceMax", "", x(4)), 2, 1, 2, 0)).containsExactly(0.5, 0, 0.5, 0);
    assertThat(at(on("ReduceMin", "", x(3)), 1, 1, 1)).containsExactly(1 / 3f, 1 / 3f, 1 / 3f);
    assertThat(at(on("Max", "", x(2), scalar(0)), 0, 1)).containsExactly(0.5, 1);
    assertThat(at(on("GlobalMaxPool", "", x(1, 1, 4)), 3, 3, 1, 0)).containsExactly(0.5, 0.5, 0, 0);
  }

  @Test
  void maxPoolGivesAllToTheFirstOfEqualElements() throws OrtException {
    long[] two = {2, 2};
    GradientCase apart = on("MaxPool", "", x(1, 1, 2, 4)).with("kernel_shape", two, "strides", two);
    assertThat(at(apart, 5, 5, 1, 7, 5, 5, 7, 7)).containsExactly(1, 0, 0, 1, 0, 0, 0, 0);
    GradientCase overlapping = on("MaxPool", "", x(1, 1, 4)).with("kernel_shape", new long[] {2});
    assertThat(at(overlapping, 1, 3, 3, 0)).containsExactly(0, 2, 1, 0);
  }
}
