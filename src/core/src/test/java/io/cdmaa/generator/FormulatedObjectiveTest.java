package io.cdmaa.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.optimize.ConvAlgorithm;
import io.cdmaa.optimize.ConvAlgorithms;
import io.cdmaa.reference.Tensor64;
import io.cdmaa.reference.Tolerances;
import io.cdmaa.runtime.PinnedSession;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whichever algorithm wins, losses and gradient are the same within a stated tolerance. */
class FormulatedObjectiveTest {
  private static final PhotoShape SHAPE = new PhotoShape(3, 13, 11);

  @TempDir Path folder;
  private Graph objective;

  @BeforeEach
  void build() throws IOException {
    Path model =
        TinyGenerators.write(folder, "g.onnx", TinyGenerators.conditional(TensorType.UNKNOWN));
    objective = ObjectiveGraph.withGradient(GeneratorLoader.load(List.of(model)).get(0), SHAPE);
  }

  private static FloatTensor run(Graph graph, FloatTensor losses) {
    FloatTensor gradient = FloatTensor.zeros(SHAPE.dims());
    try (PinnedSession session =
        new SessionFactory(RuntimeSettings.cpu()).open(GraphCodec.encode(graph).toByteArray())) {
      session.bindInput(ObjectiveGraph.PHOTO, random(1, SHAPE.dims()));
      session.bindInput(ObjectiveGraph.CONDITION, FloatTensor.of(new float[] {1, 0, 0, 1}, 2, 2));
      session.bindInput(ObjectiveGraph.REFERENCE, random(2, 2, 3, 8, 8));
      session.bindInput(ObjectiveGraph.WEIGHTS, FloatTensor.of(new float[] {0.5f, 0.5f}, 2));
      session.bindOutput(ObjectiveGraph.LOSSES, losses);
      session.bindOutput(ObjectiveGraph.GRADIENT, gradient);
      session.run();
    }
    return gradient;
  }

  private static FloatTensor random(long seed, long... dims) {
    return FloatTensor.of(Tensor64.random(new Random(seed), -0.9, 0.9, dims).toFloats(), dims);
  }

  @ParameterizedTest
  @EnumSource(
      value = ConvAlgorithm.class,
      names = {"WINOGRAD", "POLYPHASE"})
  void lossesAndGradientAreThoseOfThePlainGraph(ConvAlgorithm algorithm) {
    assertSame(algorithm);
  }

  /** Needs a runtime with training operators: {@code mvn -Ptraining test}. */
  @Test
  @Tag("training")
  void trainingOperatorsGiveTheSame() {
    assertSame(ConvAlgorithm.CONV_GRAD);
  }

  private void assertSame(ConvAlgorithm algorithm) {
    FloatTensor plainLosses = FloatTensor.zeros(2);
    FloatTensor losses = FloatTensor.zeros(2);
    FloatTensor expected = run(objective, plainLosses);
    Graph formulated = ConvAlgorithms.all(algorithm).apply(objective);
    assertThat(formulated.nodes().size()).isGreaterThan(objective.nodes().size());

    FloatTensor gradient = run(formulated, losses);

    assertThat(doubles(losses)).containsExactly(doubles(plainLosses), within(1e-5));
    assertThat(Tolerances.relativeError(doubles(gradient), doubles(expected)))
        .isLessThan(Tolerances.NETWORK_SMOOTH);
  }

  @ParameterizedTest
  @EnumSource(
      value = ConvAlgorithm.class,
      names = {"WINOGRAD", "POLYPHASE"})
  void theSameGraphGivesTheSameBytes(ConvAlgorithm algorithm) {
    byte[] first = GraphCodec.encode(ConvAlgorithms.all(algorithm).apply(objective)).toByteArray();
    byte[] second = GraphCodec.encode(ConvAlgorithms.all(algorithm).apply(objective)).toByteArray();
    assertThat(second).isEqualTo(first);
  }

  private static double[] doubles(FloatTensor tensor) {
    double[] values = new double[tensor.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.get(i);
    }
    return values;
  }
}
