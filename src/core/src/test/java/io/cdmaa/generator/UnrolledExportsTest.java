package io.cdmaa.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.onnx.Graph;
import io.cdmaa.reference.FiniteDifferences;
import io.cdmaa.reference.ReferenceEvaluator;
import io.cdmaa.reference.Tensor64;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Control flow that constants decide, against the graph as exported, evaluated in float64. */
class UnrolledExportsTest {
  private static final SessionFactory CPU = new SessionFactory(RuntimeSettings.cpu());
  private static final int SIZE = UnrolledExports.SIZE;
  private static final double ERROR = 1e-4;

  @TempDir Path folder;

  static Stream<Arguments> exports() {
    return UnrolledExports.all().entrySet().stream()
        .map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("exports")
  void lossAndGradientAreThoseOfTheGraphAsExported(String name, Graph graph) throws IOException {
    Path file = TinyGenerators.write(folder, "g.onnx", graph);
    Generator g = GeneratorLoader.load(Manifest.bare(file));
    Tensor64 original = Tensor64.random(new Random(3), -0.9, 0.9, 1, 3, SIZE, SIZE);
    Tensor64 photo = Tensor64.random(new Random(4), -0.9, 0.9, 1, 3, SIZE, SIZE);
    FloatTensor gradient = FloatTensor.zeros(photo.dims());
    double loss;
    try (GeneratorSession session =
        GeneratorSession.withGradient(g, new PhotoShape(3, SIZE, SIZE), CPU)) {
      session.reference(session.fakes(FloatTensor.of(original.toFloats(), original.dims())));
      loss = session.evaluate(FloatTensor.of(photo.toFloats(), photo.dims()), gradient)[0];
    }
    double[] then = ReferenceEvaluator.outputs(graph, Map.of("image", original)).get("fake").data();
    double[] now = ReferenceEvaluator.outputs(graph, Map.of("image", photo)).get("fake").data();
    double[] seed = new double[now.length];
    double expected = 0;
    for (int i = 0; i < now.length; i++) {
      expected += (now[i] - then[i]) * (now[i] - then[i]) / now.length;
      seed[i] = 2 * (now[i] - then[i]) / now.length;
    }
    assertThat(loss).isEqualTo(expected, within(ERROR * expected));
    double length = 0;
    for (float value : gradient.toArray()) {
      length += (double) value * value;
    }
    FiniteDifferences differences =
        new FiniteDifferences(
            graph,
            Map.of("image", photo),
            "image",
            Map.of("fake", Tensor64.floats(photo.dims(), seed)));
    for (int i = 0; i < 3; i++) {
      double[] direction = Tensor64.random(new Random(i), -1, 1, photo.dims()).data();
      double slope = 0;
      double norm = 0;
      for (int j = 0; j < direction.length; j++) {
        slope += direction[j] * gradient.get(j);
        norm += direction[j] * direction[j];
      }
      assertThat(slope)
          .isEqualTo(
              differences.along(direction).value(), within(ERROR * Math.sqrt(length * norm)));
    }
  }
}
