package io.cdmaa.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The check tells a gradient of single conditions from any other, and says what there is none of.
 */
class GradientCheckTest {
  private static final SessionFactory CPU = new SessionFactory(RuntimeSettings.cpu());

  @TempDir Path folder;

  private Manifest manifest(Graph graph) throws IOException {
    return Manifest.bare(TinyGenerators.write(folder, "g.onnx", graph));
  }

  @Test
  void aGeneratorThatDoesNotReactIsSaidNotTo() throws IOException {
    GraphBuilder b = new GraphBuilder("c/");
    b.input("image", TensorType.floats(1, 3, 8, 8));
    String grey = b.add(b.scale("image", 0), b.scalar(0.3));
    Manifest manifest = manifest(b.build(Map.of("fake", b.op("Tanh", grey))));
    GradientCheck.Outcome outcome =
        GradientCheck.run(manifest, GeneratorLoader.load(manifest), CPU, 0, 3);
    assertThat(outcome.reacts()).isFalse();
    assertThat(outcome.agrees()).isTrue();
    assertThat(outcome.directions()).isEmpty();
  }

  @Test
  void theWatcherIsToldOfEachPassUpToTheLast() throws IOException {
    Manifest manifest = manifest(TinyGenerators.plain(1));
    Generator generator = GeneratorLoader.load(manifest);
    List<Integer> passes = new ArrayList<>();
    List<Integer> totals = new ArrayList<>();
    GradientCheck.run(
        manifest,
        generator,
        CPU,
        0,
        2,
        (done, total) -> {
          passes.add(done);
          totals.add(total);
        });
    assertThat(totals).isNotEmpty().containsOnly(totals.get(0));
    assertThat(passes).isEqualTo(IntStream.rangeClosed(1, totals.get(0)).boxed().toList());
  }

  /** Rows of one batch that share their statistics, as a generator that was not asked about. */
  @Test
  void aMixtureOfConditionsIsFoundOut() throws IOException {
    Graph graph =
        ConditionalExports.all().stream()
            .filter(e -> e.name().startsWith("training BatchNorm behind the label, open"))
            .findFirst()
            .orElseThrow()
            .graph();
    Manifest manifest = manifest(graph);
    Generator alone = GeneratorLoader.load(manifest);
    assertThat(GradientCheck.run(manifest, alone, CPU, 0, 2).agrees()).isTrue();

    Generator mixture = stacked(alone, graph);
    assertThat(mixture.batch()).isEqualTo(3);
    assertThat(GradientCheck.run(manifest, mixture, CPU, 0, 2).agrees()).isFalse();
  }

  /** The generator with all rows in one pass, whether that is right or not. */
  private static Generator stacked(Generator g, Graph graph) {
    int rows = g.domains().size();
    Map<String, long[]> dims = Map.of("image", g.image().dims(rows), "label", new long[] {rows, 3});
    Graph folded =
        io.cdmaa.onnx.OpsetConverter.toCanonical(
            io.cdmaa.onnx.OrtGraphOptimizer.fold(
                io.cdmaa.onnx.OrtGraphOptimizer.fixInputs(graph, dims)));
    PreparedGraph prepared =
        new PreparedGraph(
            g.digest(),
            io.cdmaa.onnx.OrtGraphOptimizer.withStaticTypes(folded),
            g.output(),
            g.condition()
                .map(c -> new PreparedGraph.ConditionPort(c.name(), TensorType.floats(rows, 3))),
            rows,
            1,
            g.latent(),
            g.gradient());
    return new Generator(g.description(), prepared);
  }

  @Test
  void inputsStepAsideForNamesThatTheGradientGraphNeeds() throws IOException {
    GraphBuilder b = new GraphBuilder("n/");
    b.input("reference", TensorType.floats(1, 3, 8, 8));
    b.input("losses", TensorType.floats(1, 2));
    String shift = b.op("Unsqueeze", b.reduce("ReduceSum", "losses", true, 1), b.vector(2, 3));
    String fake = b.op("Tanh", b.add(b.scale("reference", 0.7), b.scale(shift, 0.1)));
    Generator g = GeneratorLoader.load(manifest(b.build(Map.of("gradient", fake))));
    Graph graph = ObjectiveGraph.standalone(g, true);
    assertThat(graph.inputs())
        .extracting(v -> v.name())
        .containsExactlyInAnyOrder("model_reference", "model_losses", "reference", "weights");
    assertThat(graph.outputs()).extracting(v -> v.name()).containsExactly("losses", "gradient");
  }

  @Test
  void aSizeThatDoesNotFitIsNamedWithOnesThatDo() throws IOException {
    long open = TensorType.UNKNOWN;
    GraphBuilder b = new GraphBuilder("s/");
    b.input("image", TensorType.floats(1, 3, open, open));
    float[] weights = new float[81];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextDouble(-0.3, 0.3);
    }
    String w = b.constant(TensorData.ofFloats(weights, 3, 3, 3, 3));
    Attributes half = Attributes.of("strides", new long[] {2, 2}, "pads", new long[] {1, 1, 1, 1});
    String small = b.op("Conv", half, b.op("Conv", half, "image", w), w);
    String scales = b.constant(TensorData.ofFloats(new float[] {1, 1, 4, 4}, 4));
    String large = b.op("Resize", small, "", scales);
    Manifest bare = manifest(b.build(Map.of("fake", b.op("Tanh", b.add(large, "image")))));
    assertThatThrownBy(() -> GeneratorLoader.load(sized(bare, 22)))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("does not run at 22 x 22 pixels, but at 20 x 20 or 24 x 24")
        .hasMessageContaining("image: {size: N}")
        .hasMessageNotContaining("opset");
    assertThat(GeneratorLoader.load(sized(bare, 24)).image().height()).isEqualTo(24);
  }

  private static Manifest sized(Manifest manifest, int side) {
    Manifest.Port port =
        new Manifest.Port(
            java.util.Optional.empty(),
            java.util.Optional.empty(),
            java.util.Optional.empty(),
            java.util.Optional.empty(),
            java.util.Optional.of(new Manifest.Size(side, side)));
    return manifest.withPorts(port, Manifest.Port.UNSAID);
  }

  /** Whole numbers are left out wherever they come from, and what bounds or moves them stays. */
  @Test
  void roundingIsLeftOutBehindBoundsAndMoves() throws IOException {
    List<Graph> forms = new ArrayList<>();
    forms.add(rounded((b, x) -> b.op("Clip", b.op("Round", x), b.scalar(0), b.scalar(255))));
    forms.add(rounded((b, x) -> b.op("Round", b.op("Clip", x, b.scalar(0), b.scalar(255)))));
    forms.add(
        rounded((b, x) -> b.op("Min", b.op("Max", b.op("Round", x), b.scalar(0)), b.scalar(255))));
    forms.add(rounded((b, x) -> b.op("Relu", b.transpose(b.op("Round", x), 0, 1, 2, 3))));
    forms.add(asFloats(forms.get(0)));
    for (Graph form : forms) {
      Manifest manifest = manifest(form);
      Generator g = GeneratorLoader.load(manifest);
      GradientCheck.Outcome outcome = GradientCheck.run(manifest, g, CPU, 0, 3);
      assertThat(outcome.agrees()).isTrue();
      assertThat(outcome.estimated()).isFalse();
    }
  }

  /** Rounded, but given as real numbers. */
  private static Graph asFloats(Graph rounded) {
    GraphBuilder b = GraphBuilder.of(rounded, "f/");
    String last = rounded.nodes().get(rounded.nodes().size() - 1).input(0);
    String before =
        last.equals("picture") ? rounded.nodes().get(rounded.nodes().size() - 2).input(0) : last;
    return b.build(Map.of("floats", b.op("Identity", before)));
  }

  @FunctionalInterface
  private interface End {
    String apply(GraphBuilder b, String x);
  }

  private static Graph rounded(End end) {
    Graph network = TinyGenerators.plain(1);
    GraphBuilder b = GraphBuilder.of(network, "e/");
    String bytes = b.scale(b.add("fake", b.scalar(1)), 127.5);
    Attributes whole = Attributes.of("to", io.cdmaa.onnx.ElementType.UINT8.code());
    return b.build(Map.of("picture", b.op("Cast", whole, end.apply(b, bytes))));
  }
}
