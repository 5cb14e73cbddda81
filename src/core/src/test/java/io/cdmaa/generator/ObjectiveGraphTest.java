package io.cdmaa.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.reference.FiniteDifferences;
import io.cdmaa.reference.ReferenceEvaluator;
import io.cdmaa.reference.Tensor64;
import io.cdmaa.reference.Tolerances;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The objective's gradient at the photo's own pixels, against float64 finite differences. */
class ObjectiveGraphTest {
  private static final SessionFactory CPU = new SessionFactory(RuntimeSettings.cpu());

  /** Each costs nine evaluations in float64, where every element by itself would cost eight. */
  private static final int DIRECTIONS = 4;

  @TempDir Path folder;

  private Generator generator(Graph graph) throws IOException {
    return GeneratorLoader.load(List.of(TinyGenerators.write(folder, "g.onnx", graph))).get(0);
  }

  @ParameterizedTest
  @CsvSource({"3,8,8", "3,20,13", "3,5,7", "1,11,9"})
  void gradientReachesThePhotosOwnPixels(int channels, int height, int width) throws IOException {
    Generator g = generator(TinyGenerators.conditional(TensorType.UNKNOWN));
    PhotoShape shape = new PhotoShape(channels, height, width);
    Random random = new Random(7);
    Tensor64 original = Tensor64.random(random, -0.9, 0.9, shape.dims()).rounded();
    Tensor64 photo = Tensor64.random(random, -0.9, 0.9, shape.dims()).rounded();

    FloatTensor gradient = FloatTensor.zeros(shape.dims());
    double[] losses;
    FloatTensor reference;
    try (GeneratorSession session = GeneratorSession.withGradient(g, shape, CPU)) {
      reference = session.fakes(tensor(original));
      session.reference(reference);
      losses = session.evaluate(tensor(photo), gradient);
    }

    Graph graph = ObjectiveGraph.withGradient(g, shape);
    Map<String, Tensor64> inputs = new HashMap<>();
    inputs.put(ObjectiveGraph.PHOTO, photo);
    inputs.put(ObjectiveGraph.CONDITION, Tensor64.floats(new long[] {2, 2}, 1, 0, 0, 1));
    inputs.put(ObjectiveGraph.REFERENCE, Tensor64.floats(reference.shape(), doubles(reference)));
    inputs.put(ObjectiveGraph.WEIGHTS, Tensor64.floats(new long[] {2}, 0.5, 0.5));
    Graph forward = graph.withOutputs(List.of(ObjectiveGraph.LOSSES));
    double[] expected =
        ReferenceEvaluator.outputs(forward, inputs).get(ObjectiveGraph.LOSSES).data();
    assertThat(losses).containsExactly(expected, within(1e-6));

    Map<String, Tensor64> seeds =
        Map.of(ObjectiveGraph.LOSSES, Tensor64.floats(new long[] {2}, 0.5, 0.5));
    double error =
        new FiniteDifferences(forward, inputs, ObjectiveGraph.PHOTO, seeds)
            .relativeErrorAlong(DIRECTIONS, new Random(1), doubles(gradient));
    assertThat(error).isLessThan(Tolerances.NETWORK_SMOOTH);
  }

  /** Against float64 differences of the losses, weighed and one by one. */
  @ParameterizedTest
  @CsvSource({"3,8,8", "3,20,13", "1,11,9"})
  void weightsOfDomainsReachTheGradient(int channels, int height, int width) throws IOException {
    Generator g = generator(TinyGenerators.conditional(TensorType.UNKNOWN));
    PhotoShape shape = new PhotoShape(channels, height, width);
    Random random = new Random(7);
    FloatTensor original = tensor(Tensor64.random(random, -0.9, 0.9, shape.dims()));
    Tensor64 photo = Tensor64.random(random, -0.9, 0.9, shape.dims()).rounded();

    FloatTensor reference;
    try (GeneratorSession session = GeneratorSession.withGradient(g, shape, CPU)) {
      reference = session.fakes(original);
      session.reference(reference);
      for (double[] weights : new double[][] {{0.9, 0.1}, {1, 0}, {0, 1}, {2, -1}}) {
        FloatTensor gradient = FloatTensor.zeros(shape.dims());
        session.evaluate(tensor(photo), weights, gradient);
        assertThat(error(g, shape, photo, reference, weights, doubles(gradient)))
            .isLessThan(Tolerances.NETWORK_SMOOTH);
      }
    }
    FloatTensor rows = FloatTensor.zeros(2, photo.size());
    try (GeneratorSession session =
        new GeneratorSession(g, shape, CPU, GeneratorSession.Gradients.PER_DOMAIN)) {
      assertThat(session.fakes(original).toArray())
          .containsExactly(reference.toArray(), within(1e-6f));
      session.reference(reference);
      session.evaluateEach(tensor(photo), rows);
    }
    for (int k = 0; k < 2; k++) {
      double[] oneHot = {1 - k, k};
      assertThat(error(g, shape, photo, reference, oneHot, doubles(rows.rows(k, 1))))
          .isLessThan(Tolerances.NETWORK_SMOOTH);
    }
  }

  private static double error(
      Generator g,
      PhotoShape shape,
      Tensor64 photo,
      FloatTensor reference,
      double[] weights,
      double[] gradient) {
    Graph forward =
        ObjectiveGraph.withGradient(g, shape).withOutputs(List.of(ObjectiveGraph.LOSSES));
    Map<String, Tensor64> inputs = new HashMap<>();
    inputs.put(ObjectiveGraph.PHOTO, photo);
    inputs.put(ObjectiveGraph.CONDITION, Tensor64.floats(new long[] {2, 2}, 1, 0, 0, 1));
    inputs.put(ObjectiveGraph.REFERENCE, Tensor64.floats(reference.shape(), doubles(reference)));
    inputs.put(ObjectiveGraph.WEIGHTS, Tensor64.floats(new long[] {2}, 0.5, 0.5));
    Map<String, Tensor64> seeds =
        Map.of(ObjectiveGraph.LOSSES, Tensor64.floats(new long[] {2}, weights));
    return new FiniteDifferences(forward, inputs, ObjectiveGraph.PHOTO, seeds)
        .relativeErrorAlong(DIRECTIONS, new Random(1), gradient);
  }

  @Test
  void aLoopedGeneratorWeighsItsDomainsToo() throws IOException {
    Generator looped = generator(TinyGenerators.mixing());
    Random random = new Random(5);
    FloatTensor original = tensor(Tensor64.random(random, -0.9, 0.9, 1, 3, 8, 8));
    FloatTensor photo = tensor(Tensor64.random(random, -0.9, 0.9, 1, 3, 8, 8));
    PhotoShape shape = new PhotoShape(3, 8, 8);
    FloatTensor rows = FloatTensor.zeros(2, photo.size());
    try (GeneratorSession session =
        new GeneratorSession(looped, shape, CPU, GeneratorSession.Gradients.PER_DOMAIN)) {
      session.reference(session.fakes(original));
      session.evaluateEach(photo, rows);
    }
    FloatTensor weighted = FloatTensor.zeros(1, 3, 8, 8);
    try (GeneratorSession session = GeneratorSession.withGradient(looped, shape, CPU)) {
      session.reference(session.fakes(original));
      session.evaluate(photo, new double[] {0.75, 0.5}, weighted);
    }
    for (int i = 0; i < weighted.size(); i++) {
      double sum = 0.75 * rows.get(i) + 0.5 * rows.get(photo.size() + i);
      assertThat((double) weighted.get(i)).isEqualTo(sum, within(1e-7));
    }
  }

  @Test
  void lossAndGradientAreZeroAtThePhotoItself() throws IOException {
    Generator g = generator(TinyGenerators.conditional(TensorType.UNKNOWN));
    FloatTensor photo = tensor(Tensor64.random(new Random(1), -1, 1, 1, 3, 8, 8));
    FloatTensor gradient = FloatTensor.zeros(1, 3, 8, 8);
    try (GeneratorSession session =
        GeneratorSession.withGradient(g, new PhotoShape(3, 8, 8), CPU)) {
      session.reference(session.fakes(photo));
      assertThat(session.evaluate(photo, gradient)).containsOnly(0);
    }
    assertThat(gradient.toArray()).containsOnly(0);
  }

  @Test
  void aGeneratorFixedToBatchOneThatMixesRowsIsLoopedOverItsDomains() throws IOException {
    Generator looped = generator(TinyGenerators.mixing());
    assertThat(looped.batch()).isEqualTo(1);
    assertThat(looped.domains()).hasSize(2);
    Outcome outcome = evaluate(looped);
    assertThat(outcome.losses()[0]).isNotEqualTo(0);
    double error = outcome.directionalError(CPU, looped);
    assertThat(error).isLessThan(1e-2);
  }

  @Test
  void aBatchOfOneIsRaisedToAllDomainsWithTheSameResult() throws IOException {
    Generator raised = generator(TinyGenerators.conditional(1));
    Generator open = generator(TinyGenerators.conditional(TensorType.UNKNOWN));
    assertThat(raised.batch()).isEqualTo(2);
    Outcome a = evaluate(raised);
    Outcome b = evaluate(open);
    assertThat(a.losses()).containsExactly(b.losses(), within(1e-7));
    assertThat(doubles(a.gradient())).containsExactly(doubles(b.gradient()), within(1e-6));
  }

  @Test
  void layoutColourAndRangeAreConventionsOnly() throws IOException {
    Path model = TinyGenerators.write(folder, "tf.onnx", TinyGenerators.plainNhwcBgr255());
    Manifest.Port port =
        new Manifest.Port(
            java.util.Optional.empty(),
            java.util.Optional.of(Layout.NHWC),
            java.util.Optional.of(ColorOrder.BGR),
            java.util.Optional.of(new ValueRange(0, 255)),
            java.util.Optional.empty());
    Manifest manifest = Manifest.bare(model).withPorts(port, port);
    Outcome tensorflow = evaluate(GeneratorLoader.load(manifest));
    Outcome pytorch = evaluate(generator(TinyGenerators.plain(1)));
    assertThat(tensorflow.losses()).containsExactly(pytorch.losses(), within(1e-6));
    assertThat(doubles(tensorflow.gradient()))
        .containsExactly(doubles(pytorch.gradient()), within(1e-6));
  }

  @Test
  void differentiatingTwiceGivesTheSameBytes() throws IOException {
    Generator g = generator(TinyGenerators.conditional(TensorType.UNKNOWN));
    PhotoShape shape = new PhotoShape(3, 12, 10);
    byte[] first =
        io.cdmaa.onnx.GraphCodec.encode(ObjectiveGraph.withGradient(g, shape)).toByteArray();
    byte[] second =
        io.cdmaa.onnx.GraphCodec.encode(ObjectiveGraph.withGradient(g, shape)).toByteArray();
    assertThat(first).isEqualTo(second);
  }

  private record Outcome(
      FloatTensor original, FloatTensor photo, double[] losses, FloatTensor gradient) {
    /** Relative difference between the gradient's slope and a central difference along it. */
    double directionalError(SessionFactory factory, Generator g) {
      double norm = Math.sqrt(dot(gradient, gradient));
      double step = 0.02;
      try (GeneratorSession session =
          GeneratorSession.withGradient(g, new PhotoShape(3, 8, 8), factory)) {
        session.reference(session.fakes(original));
        double up = mean(session.evaluate(moved(step / norm), FloatTensor.zeros(1, 3, 8, 8)));
        double down = mean(session.evaluate(moved(-step / norm), FloatTensor.zeros(1, 3, 8, 8)));
        return Math.abs((up - down) / (2 * step) / norm - 1);
      }
    }

    private FloatTensor moved(double factor) {
      FloatTensor x = photo.copy();
      for (int i = 0; i < x.size(); i++) {
        x.set(i, (float) (x.get(i) + factor * gradient.get(i)));
      }
      return x;
    }
  }

  private static double mean(double[] values) {
    return java.util.Arrays.stream(values).average().orElseThrow();
  }

  private static double dot(FloatTensor a, FloatTensor b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      sum += (double) a.get(i) * b.get(i);
    }
    return sum;
  }

  private static Outcome evaluate(Generator g) {
    Random random = new Random(5);
    FloatTensor original = tensor(Tensor64.random(random, -0.9, 0.9, 1, 3, 8, 8));
    FloatTensor photo = tensor(Tensor64.random(random, -0.9, 0.9, 1, 3, 8, 8));
    FloatTensor gradient = FloatTensor.zeros(1, 3, 8, 8);
    try (GeneratorSession session =
        GeneratorSession.withGradient(g, new PhotoShape(3, 8, 8), CPU)) {
      session.reference(session.fakes(original));
      return new Outcome(original, photo, session.evaluate(photo, gradient), gradient);
    }
  }

  private static FloatTensor tensor(Tensor64 values) {
    return FloatTensor.of(values.toFloats(), values.dims());
  }

  private static double[] doubles(FloatTensor tensor) {
    double[] values = new double[tensor.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.get(i);
    }
    return values;
  }
}
