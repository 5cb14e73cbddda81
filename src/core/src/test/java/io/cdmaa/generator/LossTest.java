package io.cdmaa.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.generator.GeneratorSession.Gradients;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each loss: its values from fakes by plain loops, its gradient by float64 differences. */
class LossTest {
  private static final SessionFactory CPU = new SessionFactory(RuntimeSettings.cpu());
  private static final PhotoShape SHAPE = new PhotoShape(3, 8, 8);
  private static final int PLANE = 64;

  @TempDir Path folder;
  private Graph graph;
  private Path file;
  private Tensor64 original;
  private Tensor64 photo;

  @BeforeEach
  void prepare() throws IOException {
    graph = TinyGenerators.conditional(TensorType.UNKNOWN);
    file = TinyGenerators.write(folder, "g.onnx", graph);
    Random random = new Random(7);
    original = Tensor64.random(random, -0.9, 0.9, SHAPE.dims()).rounded();
    photo = Tensor64.random(random, -0.9, 0.9, SHAPE.dims()).rounded();
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

  /** Two values where the graph is asked, in whichever way it is asked. */
  private record Outcome(double[] losses, FloatTensor gradient) {}

  private Outcome evaluate(Generator generator, Loss loss, Optional<FloatTensor> mask) {
    FloatTensor gradient = FloatTensor.zeros(SHAPE.dims());
    double[] losses;
    try (GeneratorSession session =
        new GeneratorSession(generator, SHAPE, CPU, Gradients.WEIGHTED, loss)) {
      session.anchor(tensor(original), mask);
      losses = session.evaluate(tensor(photo), gradient);
    }
    try (GeneratorSession session =
        new GeneratorSession(generator, SHAPE, CPU, Gradients.NONE, loss)) {
      session.anchor(tensor(original), mask);
      assertThat(session.evaluate(tensor(photo))).containsExactly(losses, within(1e-6));
    }
    FloatTensor rows = FloatTensor.zeros(2, gradient.size());
    try (GeneratorSession session =
        new GeneratorSession(generator, SHAPE, CPU, Gradients.PER_DOMAIN, loss)) {
      session.anchor(tensor(original), mask);
      assertThat(session.evaluateEach(tensor(photo), rows)).containsExactly(losses, within(1e-6));
    }
    for (int i = 0; i < gradient.size(); i++) {
      double mean = (rows.get(i) + rows.get(gradient.size() + i)) / 2.0;
      assertThat((double) gradient.get(i)).isEqualTo(mean, within(1e-6));
    }
    return new Outcome(losses, gradient);
  }

  private void assertGradient(
      Generator generator, Loss loss, double[] reference, double[] map, FloatTensor gradient) {
    Graph whole = ObjectiveGraph.withGradient(generator, SHAPE, loss);
    Map<String, Tensor64> inputs = new HashMap<>();
    inputs.put(ObjectiveGraph.PHOTO, photo);
    inputs.put(ObjectiveGraph.CONDITION, Tensor64.floats(new long[] {2, 2}, 1, 0, 0, 1));
    inputs.put(ObjectiveGraph.WEIGHTS, Tensor64.floats(new long[] {2}, 0.5, 0.5));
    long[] dims = whole.input(ObjectiveGraph.REFERENCE).orElseThrow().type().dims();
    inputs.put(ObjectiveGraph.REFERENCE, Tensor64.floats(dims, reference));
    if (map != null) {
      inputs.put(ObjectiveGraph.MAP, Tensor64.floats(new long[] {2, 1, 8, 8}, map));
    }
    Map<String, Tensor64> seeds =
        Map.of(ObjectiveGraph.LOSSES, Tensor64.floats(new long[] {2}, 0.5, 0.5));
    Graph forward = whole.withOutputs(List.of(ObjectiveGraph.LOSSES));
    assertThat(
            new FiniteDifferences(forward, inputs, ObjectiveGraph.PHOTO, seeds)
                .relativeErrorAlong(4, new Random(1), doubles(gradient)))
        .isLessThan(Tolerances.NETWORK_SMOOTH);
  }

  private double[] fakes(Generator generator, Tensor64 of) {
    try (GeneratorSession session = GeneratorSession.forward(generator, SHAPE, CPU)) {
      return doubles(session.fakes(tensor(of)));
    }
  }

  private static double weighted(double[] a, double[] b, double[] map, int k) {
    double sum = 0;
    for (int i = 0; i < 3 * PLANE; i++) {
      int at = k * 3 * PLANE + i;
      sum += Math.pow(a[at] - b[at], 2) * map[k * PLANE + i % PLANE] / 3;
    }
    return sum;
  }

  @Test
  void theMaskedLossCountsWhereTheFakeDiffersFromThePhoto() {
    Loss loss = new Loss.Masked(0.9);
    Generator generator = GeneratorLoader.load(Manifest.bare(file), loss);
    double[] before = fakes(generator, original);
    double[] after = fakes(generator, photo);
    double[] map = new double[2 * PLANE];
    for (int k = 0; k < 2; k++) {
      for (int p = 0; p < PLANE; p++) {
        double change = 0;
        for (int c = 0; c < 3; c++) {
          change += Math.abs(before[(k * 3 + c) * PLANE + p] - original.data()[c * PLANE + p]);
        }
        map[k * PLANE + p] = change > 0.9 ? 1 : 0;
      }
      double count = Arrays.stream(map, k * PLANE, (k + 1) * PLANE).sum();
      assertThat(count).isBetween(5.0, 60.0);
      for (int p = 0; p < PLANE; p++) {
        map[k * PLANE + p] /= count;
      }
    }

    Outcome outcome = evaluate(generator, loss, Optional.empty());

    for (int k = 0; k < 2; k++) {
      assertThat(outcome.losses()[k]).isEqualTo(weighted(before, after, map, k), within(1e-6));
    }
    assertGradient(generator, loss, before, map, outcome.gradient());
  }

  /** At threshold 6 no pixel can differ, so all count. */
  @Test
  void aFakeThatDiffersNowhereCountsAsAWhole() {
    Loss loss = new Loss.Masked(6);
    Generator generator = GeneratorLoader.load(Manifest.bare(file), loss);
    double[] masked = evaluate(generator, loss, Optional.empty()).losses();
    double[] plain = evaluate(generator, Loss.mse(), Optional.empty()).losses();
    assertThat(masked).containsExactly(plain, within(1e-6));
  }

  @Test
  void theWeightedLossCountsWhatTheMaskShows() {
    Loss loss = new Loss.Weighted();
    Generator generator = GeneratorLoader.load(Manifest.bare(file), loss);
    FloatTensor mask = FloatTensor.zeros(1, 8, 8);
    double[] map = new double[2 * PLANE];
    for (int p = 0; p < PLANE; p++) {
      mask.set(p, p % 8 < 4 ? 1 : 0.25f);
      map[p] = mask.get(p) / (32 + 32 * 0.25);
      map[PLANE + p] = map[p];
    }
    double[] before = fakes(generator, original);
    double[] after = fakes(generator, photo);

    Outcome outcome = evaluate(generator, loss, Optional.of(mask));

    for (int k = 0; k < 2; k++) {
      assertThat(outcome.losses()[k]).isEqualTo(weighted(before, after, map, k), within(1e-6));
    }
    assertGradient(generator, loss, before, map, outcome.gradient());
  }

  @Test
  void aMaskThatIsMissingOrBlackIsRefused() {
    Generator generator = GeneratorLoader.load(Manifest.bare(file), new Loss.Weighted());
    try (GeneratorSession session =
        new GeneratorSession(generator, SHAPE, CPU, Gradients.WEIGHTED, new Loss.Weighted())) {
      assertThatThrownBy(() -> session.anchor(tensor(original), Optional.empty()))
          .isInstanceOf(CdmaaException.class)
          .extracting(f -> ((CdmaaException) f).reason())
          .isEqualTo(ErrorReason.MASK_MISSING);
      Optional<FloatTensor> black = Optional.of(FloatTensor.zeros(1, 8, 8));
      assertThatThrownBy(() -> session.anchor(tensor(original), black))
          .isInstanceOf(CdmaaException.class)
          .hasMessageContaining("black")
          .extracting(f -> ((CdmaaException) f).reason())
          .isEqualTo(ErrorReason.MASK_BLACK);
    }
  }

  @Test
  void theInputLossIsTheDistanceToThePhotoItself() {
    Loss loss = new Loss.Input();
    Generator generator = GeneratorLoader.load(Manifest.bare(file), loss);
    double[] after = fakes(generator, photo);
    double[] reference = new double[2 * 3 * PLANE];
    System.arraycopy(original.data(), 0, reference, 0, 3 * PLANE);
    System.arraycopy(original.data(), 0, reference, 3 * PLANE, 3 * PLANE);

    Outcome outcome = evaluate(generator, loss, Optional.empty());

    double sum = 0;
    for (int i = 0; i < 3 * PLANE; i++) {
      sum += Math.pow(after[i] - reference[i], 2) / (3 * PLANE);
    }
    assertThat(outcome.losses()[0]).isEqualTo(sum, within(1e-6));
    assertGradient(generator, loss, reference, null, outcome.gradient());
  }

  /** The encoder's output, which no condition reaches, and the decoder's, which both differ in. */
  @Test
  void theLatentLossComparesInnerTensors() {
    List<String> activations =
        graph.nodes().stream()
            .filter(node -> node.opType().equals("Tanh"))
            .map(node -> node.outputs().get(0))
            .toList();
    for (String name : activations.subList(0, 2)) {
      Loss loss = new Loss.Latent(Optional.of(name));
      Generator generator = GeneratorLoader.load(Manifest.bare(file), loss);
      assertThat(generator.latent().orElseThrow().name()).isEqualTo(name);
      double[] before = inner(name, original);
      double[] after = inner(name, photo);

      Outcome outcome = evaluate(generator, loss, Optional.empty());

      int half = before.length / 2;
      for (int k = 0; k < 2; k++) {
        double sum = 0;
        for (int i = k * half; i < (k + 1) * half; i++) {
          sum += Math.pow(after[i] - before[i], 2) / half;
        }
        assertThat(outcome.losses()[k]).isEqualTo(sum, within(1e-5));
      }
      assertGradient(generator, loss, before, null, outcome.gradient());
    }
  }

  /** The model's own graph for two photos, evaluated in float64. */
  private double[] inner(String name, Tensor64 of) {
    double[] twice = new double[2 * 3 * PLANE];
    System.arraycopy(of.data(), 0, twice, 0, 3 * PLANE);
    System.arraycopy(of.data(), 0, twice, 3 * PLANE, 3 * PLANE);
    Map<String, Tensor64> inputs =
        Map.of(
            "image",
            Tensor64.floats(new long[] {2, 3, 8, 8}, twice),
            "condition",
            Tensor64.floats(new long[] {2, 2}, 1, 0, 0, 1));
    return ReferenceEvaluator.outputs(graph.withOutputs(List.of(name)), inputs).get(name).data();
  }

  @Test
  void aTensorThatIsNotThereIsNamedWithTheNearest() throws IOException {
    Loss wrong = new Loss.Latent(Optional.of("t/Tanh_1x"));
    assertThatThrownBy(() -> GeneratorLoader.load(Manifest.bare(file), wrong))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("it has no tensor 't/Tanh_1x'; did you mean 't/");
    Loss unsaid = new Loss.Latent(Optional.empty());
    assertThatThrownBy(() -> GeneratorLoader.load(Manifest.bare(file), unsaid))
        .hasMessageContaining("latent: TENSOR");
    Path manifest = folder.resolve("m.yaml");
    String name = graph.nodes().get(0).outputs().get(0);
    Files.writeString(manifest, "version: 1\nonnx: g.onnx\nlatent: " + name + "\n");
    Generator generator = GeneratorLoader.load(ManifestReader.read(manifest), unsaid);
    assertThat(generator.latent().orElseThrow().name()).isEqualTo(name);
  }

  @Test
  void aGivenGradientGraphOfTheMseRefusesOtherComparisons() throws IOException {
    Generator derived = GeneratorLoader.load(Manifest.bare(file));
    TinyGenerators.write(folder, "grad.onnx", ObjectiveGraph.standalone(derived));
    Path manifest = folder.resolve("m.yaml");
    Files.writeString(manifest, "version: 1\nonnx: g.onnx\ngradient: grad.onnx\n");
    Generator given = GeneratorLoader.load(ManifestReader.read(manifest));
    assertThatThrownBy(
            () -> new GeneratorSession(given, SHAPE, CPU, Gradients.WEIGHTED, new Loss.Masked(0.5)))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("only supports losses over whole images");
  }
}
