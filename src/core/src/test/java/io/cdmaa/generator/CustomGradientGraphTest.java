package io.cdmaa.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.CdmaaException;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.onnx.Value;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gradient graphs that a manifest names, against the derived ones. */
class CustomGradientGraphTest {
  private static final SessionFactory CPU = new SessionFactory(RuntimeSettings.cpu());
  private static final String TWO_DOMAINS =
      "condition: {input: condition, domains: [{name: a, value: [1, 0]}, {name: b, value: [0,"
          + " 1]}]}";
  private static final String TENSORFLOW =
      "image: {layout: NHWC, color: BGR, range: [0, 255]}\n"
          + "output: {layout: NHWC, color: BGR, range: [0, 255]}";

  @TempDir Path folder;

  private Manifest manifest(String gradient, String rest) throws IOException {
    String line = gradient.isEmpty() ? "" : "gradient: " + gradient + "\n";
    Path file = folder.resolve("manifest.yaml");
    Files.writeString(file, "version: 1\nonnx: g.onnx\n" + line + rest + "\n");
    return ManifestReader.read(file);
  }

  private record Outcome(double[] losses, float[] gradient) {}

  private static Outcome evaluate(Generator generator, PhotoShape shape) {
    Random random = new Random(3);
    FloatTensor original = random(random, shape);
    FloatTensor photo = random(random, shape);
    FloatTensor gradient = FloatTensor.zeros(shape.dims());
    try (GeneratorSession session = GeneratorSession.withGradient(generator, shape, CPU)) {
      session.reference(session.fakes(original));
      return new Outcome(session.evaluate(photo, gradient), gradient.toArray());
    }
  }

  private static FloatTensor random(Random random, PhotoShape shape) {
    FloatTensor values = FloatTensor.zeros(shape.dims());
    for (int i = 0; i < values.size(); i++) {
      values.set(i, random.nextFloat() * 1.8f - 0.9f);
    }
    return values;
  }

  private static void assertSame(Generator given, Generator derived, PhotoShape shape) {
    assertThat(given.gradient()).isPresent();
    Outcome a = evaluate(given, shape);
    Outcome b = evaluate(derived, shape);
    assertThat(b.losses()[0]).isGreaterThan(1e-3);
    assertThat(a.losses()).containsExactly(b.losses(), within(1e-6));
    double scale = 0;
    for (float g : b.gradient()) {
      scale = Math.max(scale, Math.abs(g));
    }
    assertThat(a.gradient()).containsExactly(b.gradient(), within((float) (1e-5 * scale)));
  }

  @ParameterizedTest
  @CsvSource({"3,8,8", "3,20,13", "1,8,8", "1,11,9"})
  void whatDifferentiateWroteGivesTheSameAsDeriving(int channels, int height, int width)
      throws IOException {
    TinyGenerators.write(folder, "g.onnx", TinyGenerators.conditional(TensorType.UNKNOWN));
    Generator derived = GeneratorLoader.load(manifest("", TWO_DOMAINS));
    TinyGenerators.write(folder, "grad.onnx", ObjectiveGraph.standalone(derived));
    Generator given = GeneratorLoader.load(manifest("grad.onnx", TWO_DOMAINS));
    assertThat(given.batch()).isEqualTo(2);
    assertSame(given, derived, new PhotoShape(channels, height, width));
  }

  @ParameterizedTest
  @CsvSource({"3,8,8", "3,20,13", "1,11,9"})
  void rangeLayoutAndColourAreTheModelsOwn(int channels, int height, int width) throws IOException {
    TinyGenerators.write(folder, "g.onnx", TinyGenerators.plainNhwcBgr255());
    Generator derived = GeneratorLoader.load(manifest("", TENSORFLOW));
    TinyGenerators.write(folder, "grad.onnx", ObjectiveGraph.standalone(derived));
    Generator given = GeneratorLoader.load(manifest("grad.onnx", TENSORFLOW));
    assertSame(given, derived, new PhotoShape(channels, height, width));
  }

  @Test
  void aGraphForOneRowIsLoopedOverTheDomains() throws IOException {
    TinyGenerators.write(folder, "g.onnx", TinyGenerators.conditional(TensorType.UNKNOWN));
    Manifest manifest = manifest("", TWO_DOMAINS);
    Generator one = GeneratorLoader.load(manifest.withBlankDomains(1, 2));
    TinyGenerators.write(folder, "grad.onnx", ObjectiveGraph.standalone(one));
    Generator given = GeneratorLoader.load(manifest("grad.onnx", TWO_DOMAINS));
    assertThat(given.batch()).isEqualTo(1);
    assertSame(given, GeneratorLoader.load(manifest), new PhotoShape(3, 10, 9));
  }

  private static float[] weighed(Generator generator, PhotoShape shape) {
    Random random = new Random(3);
    FloatTensor original = random(random, shape);
    FloatTensor photo = random(random, shape);
    FloatTensor gradient = FloatTensor.zeros(shape.dims());
    try (GeneratorSession session = GeneratorSession.withGradient(generator, shape, CPU)) {
      session.reference(session.fakes(original));
      session.evaluate(photo, new double[] {0.2, 0.8}, gradient);
    }
    return gradient.toArray();
  }

  private static float[] perDomain(Generator generator, PhotoShape shape) {
    Random random = new Random(3);
    FloatTensor original = random(random, shape);
    FloatTensor photo = random(random, shape);
    FloatTensor rows = FloatTensor.zeros(2, photo.size());
    try (GeneratorSession session =
        new GeneratorSession(generator, shape, CPU, GeneratorSession.Gradients.PER_DOMAIN)) {
      session.reference(session.fakes(original));
      session.evaluateEach(photo, rows);
    }
    return rows.toArray();
  }

  @ParameterizedTest
  @CsvSource({"2, true", "1, false", "1, true"})
  void weightsOfDomainsPassThrough(int rows, boolean weighted) throws IOException {
    TinyGenerators.write(folder, "g.onnx", TinyGenerators.conditional(TensorType.UNKNOWN));
    Manifest manifest = manifest("", TWO_DOMAINS);
    Generator derived = GeneratorLoader.load(manifest);
    Generator graphOf = GeneratorLoader.load(manifest.withBlankDomains(rows, 2));
    TinyGenerators.write(folder, "grad.onnx", ObjectiveGraph.standalone(graphOf, weighted));
    Generator given = GeneratorLoader.load(manifest("grad.onnx", TWO_DOMAINS));
    assertThat(given.batch()).isEqualTo(rows);
    PhotoShape shape = new PhotoShape(3, 10, 9);

    assertSame(given, derived, shape);
    assertThat(weighed(given, shape)).containsExactly(weighed(derived, shape), within(1e-7f));
    assertThat(perDomain(given, shape)).containsExactly(perDomain(derived, shape), within(1e-7f));
  }

  @Test
  void aGraphOfTheMeanOverSeveralRowsRefusesOtherWeights() throws IOException {
    TinyGenerators.write(folder, "g.onnx", TinyGenerators.conditional(TensorType.UNKNOWN));
    Generator derived = GeneratorLoader.load(manifest("", TWO_DOMAINS));
    TinyGenerators.write(folder, "grad.onnx", ObjectiveGraph.standalone(derived));
    Generator given = GeneratorLoader.load(manifest("grad.onnx", TWO_DOMAINS));
    PhotoShape shape = new PhotoShape(3, 8, 8);
    assertThatThrownBy(() -> weighed(given, shape))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("give it an input 'weights' [2]");
    assertThatThrownBy(() -> perDomain(given, shape)).isInstanceOf(CdmaaException.class);
  }

  @Test
  void theGradientGraphIsNoModelOfItsOwn() throws IOException {
    TinyGenerators.write(folder, "g.onnx", TinyGenerators.conditional(TensorType.UNKNOWN));
    Generator derived = GeneratorLoader.load(manifest("", TWO_DOMAINS));
    TinyGenerators.write(folder, "grad.onnx", ObjectiveGraph.standalone(derived));
    manifest("grad.onnx", TWO_DOMAINS);
    assertThat(ModelLocator.find(List.of(folder))).hasSize(1);
  }

  /** Needs a runtime with training operators: {@code mvn -Ptraining test}. */
  @Test
  @Tag("training")
  void trainingOperatorsGiveTheSameAsDeriving() throws IOException {
    TinyGenerators.write(folder, "g.onnx", TinyGenerators.plain(1));
    Generator derived = GeneratorLoader.load(manifest("", ""));
    TinyGenerators.write(folder, "grad.onnx", withTrainingOperators());
    Generator given = GeneratorLoader.load(manifest("grad.onnx", ""));
    assertThat(given.gradient().orElseThrow().nodes())
        .anyMatch(n -> n.opType().equals("ConvGrad") && n.domain().equals("com.microsoft"));
    assertSame(given, derived, new PhotoShape(3, 8, 8));
    assertSame(given, derived, new PhotoShape(3, 20, 13));
  }

  /** The plain generator's gradient as ONNX Runtime's own training builder would write it. */
  private static Graph withTrainingOperators() {
    Graph network = TinyGenerators.plain(1);
    GraphBuilder b = GraphBuilder.of(network, "w/");
    b.input("reference", TensorType.floats(1, 3, 8, 8));
    String difference = b.sub("fake", "reference");
    String g = b.scale(difference, 2.0 / (3 * 8 * 8));
    for (int i = network.nodes().size() - 1; i >= 0; i--) {
      Node node = network.nodes().get(i);
      if (node.opType().equals("Tanh")) {
        g = b.mul(g, b.sub(b.scalar(1), b.mul(node.output(), node.output())));
      } else if (node.opType().equals("Conv")) {
        List<String> results = List.of("dx" + i, "dw" + i);
        List<String> inputs = List.of(g, node.input(0), node.input(1));
        b.add(
            new Node("ConvGrad", "com.microsoft", "grad" + i, inputs, results, node.attributes()));
        g = results.get(0);
      }
    }
    Map<String, String> outputs = new LinkedHashMap<>();
    outputs.put("losses", b.reduce("ReduceMean", b.mul(difference, difference), false, 1, 2, 3));
    outputs.put("gradient", g);
    Graph graph = b.build(outputs);
    List<Value> typed =
        List.of(
            new Value("losses", TensorType.floats(1)),
            new Value("gradient", TensorType.floats(1, 3, 8, 8)));
    return new Graph(
        graph.opset(), graph.inputs(), typed, graph.nodes(), graph.initializers(), Map.of());
  }

  @ParameterizedTest
  @CsvSource({
    "photo, reference, losses, gradient, 8, no input 'image'",
    "image, target, losses, gradient, 8, no input 'reference'",
    "image, reference, loss, gradient, 8, no output 'losses'",
    "image, reference, losses, grad, 8, no output 'gradient'",
    "image, reference, losses, gradient, 9, but the model needs"
  })
  void aBrokenContractIsNamed(
      String image, String reference, String losses, String gradient, int size, String expected)
      throws IOException {
    TinyGenerators.write(folder, "g.onnx", TinyGenerators.plain(1));
    TinyGenerators.write(folder, "grad.onnx", made(image, reference, losses, gradient, size));
    Manifest manifest = manifest("grad.onnx", "");
    assertThatThrownBy(() -> GeneratorLoader.load(manifest))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("grad.onnx")
        .hasMessageContaining(expected);
  }

  @Test
  void aWrongShapeOfAnOutputIsNamed() throws IOException {
    TinyGenerators.write(folder, "g.onnx", TinyGenerators.plain(1));
    GraphBuilder b = new GraphBuilder("w/");
    b.input("image", TensorType.floats(1, 3, 8, 8));
    b.input("reference", TensorType.floats(1, 3, 8, 8));
    String difference = b.sub("image", "reference");
    Map<String, String> outputs = new LinkedHashMap<>();
    outputs.put("losses", b.reduce("ReduceMean", difference, false, 1, 2, 3));
    outputs.put("gradient", b.reduce("ReduceMean", difference, true, 1));
    TinyGenerators.write(folder, "grad.onnx", b.build(outputs));
    Manifest manifest = manifest("grad.onnx", "");
    assertThatThrownBy(() -> GeneratorLoader.load(manifest))
        .hasMessageContaining("its output 'gradient' is float[1, 1, 8, 8]");
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    TinyGenerators.write(folder, "g.onnx", TinyGenerators.plain(1));
    assertThatThrownBy(() -> manifest("grad.onnx", ""))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("its gradient graph")
        .hasMessageContaining("does not exist");
  }

  private static Graph made(
      String image, String reference, String losses, String gradient, int size) {
    GraphBuilder b = new GraphBuilder("w/");
    b.input(image, TensorType.floats(1, 3, size, size));
    b.input(reference, TensorType.floats(1, 3, size, size));
    String difference = b.sub(image, reference);
    Map<String, String> outputs = new LinkedHashMap<>();
    outputs.put(losses, b.reduce("ReduceMean", difference, false, 1, 2, 3));
    outputs.put(gradient, difference);
    return b.build(outputs);
  }
}
