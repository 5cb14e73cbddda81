package io.cdmaa.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.TensorType;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Differences reach the stated accuracy, and detect kinks. */
class FiniteDifferencesTest {
  private static FiniteDifferences of(String opType, double... x) {
    GraphBuilder builder = new GraphBuilder("n");
    builder.input("x", TensorType.floats(x.length));
    Graph graph = builder.build(Map.of("y", builder.op(opType, "x")));
    double[] ones = new double[x.length];
    Arrays.fill(ones, 1);
    long[] dims = {x.length};
    return new FiniteDifferences(
        graph,
        Map.of("x", Tensor64.floats(dims, x)),
        "x",
        Map.of("y", Tensor64.floats(dims, ones)));
  }

  @Test
  void reachTheirAccuracyOnSmoothFunctions() {
    double[] x = new Random(1).doubles(20, -2, 2).toArray();
    FiniteDifferences.Gradient exp = of("Exp", x).gradient();
    assertThat(exp.kinks()).isZero();
    assertThat(exp.relativeError(Arrays.stream(x).map(Math::exp).toArray()))
        .isLessThan(Tolerances.DIFFERENCES);
    FiniteDifferences.Gradient sin = of("Sin", x).gradient();
    assertThat(sin.relativeError(Arrays.stream(x).map(Math::cos).toArray()))
        .isLessThan(Tolerances.DIFFERENCES);
    double[] direction = new Random(2).doubles(20, -1, 1).toArray();
    double expected = 0;
    for (int i = 0; i < x.length; i++) {
      expected += Math.exp(x[i]) * direction[i];
    }
    assertThat(of("Exp", x).along(direction).value() / expected - 1)
        .isBetween(-Tolerances.DIFFERENCES, Tolerances.DIFFERENCES);
  }

  @Test
  void randomDirectionsSeeOneWrongElement() {
    double[] x = new Random(3).doubles(50, -2, 2).toArray();
    double[] gradient = Arrays.stream(x).map(Math::exp).toArray();
    FiniteDifferences exp = of("Exp", x);
    assertThat(exp.relativeErrorAlong(4, new Random(4), gradient))
        .isLessThan(Tolerances.DIFFERENCES);
    double length = Math.sqrt(Arrays.stream(gradient).map(g -> g * g).sum());
    gradient[17] += 1e-3 * length;
    assertThat(exp.relativeErrorAlong(4, new Random(4), gradient)).isBetween(9.9e-4, 1.01e-3);
    gradient[17] = Double.NaN;
    assertThat(exp.relativeErrorAlong(4, new Random(4), gradient)).isNaN();
  }

  @Test
  void leaveKinksOutAndCountThem() {
    FiniteDifferences.Gradient relu = of("Relu", 0, 1, -1, 1e-9, 0.001).gradient();
    assertThat(relu.kinks()).isEqualTo(2);
    assertThat(relu.kinkAt(0)).isTrue();
    assertThat(relu.kinkAt(3)).isTrue();
    assertThat(relu.relativeError(new double[] {9, 1, 0, 9, 1})).isLessThan(Tolerances.DIFFERENCES);
    assertThat(relu.relativeError(new double[] {9, 1, 0, 9, 0})).isGreaterThan(0.9);
  }
}
