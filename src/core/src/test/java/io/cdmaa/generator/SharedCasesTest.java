package io.cdmaa.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cdmaa.CdmaaException;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.Value;
import io.cdmaa.runtime.PinnedSession;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Graphs that came with right values from another program, where they are at hand. */
class SharedCasesTest {
  private static final Path CASES = Path.of("../shared/cases");

  /** Relative L2 error where the graph has no kinks. */
  private static final double SMOOTH = 1e-4;

  @ParameterizedTest
  @CsvSource({
    "batch-statistics-per-label/bn_training_rows",
    "condition-through-fixed-batch/adain_view_1_minus1",
    "condition-through-fixed-batch/modulated_conv",
    "condition-through-fixed-batch/instance_view",
    "constant-loop/constant_loop",
    "attention-opset-23/attention23",
    "uint8-output-rounded/u8_round",
  })
  void lossesAndGradientAreTheRightOnes(String name) throws IOException {
    assumeTrue(Files.isDirectory(CASES), CASES + " is absent, so its graphs cannot be run");
    Map<String, double[]> right = Npz.read(CASES.resolve(name + ".npz"));
    Generator generator = GeneratorLoader.load(Manifest.bare(CASES.resolve(name + ".onnx")));
    Graph graph = ObjectiveGraph.standalone(generator);
    Map<String, FloatTensor> inputs = new HashMap<>();
    for (Value input : graph.inputs()) {
      inputs.put(input.name(), FloatTensor.zeros(input.type().dims()));
    }
    double[] image = right.get("image");
    FloatTensor photo = inputs.get(generator.image().name());
    for (int i = 0; i < image.length; i++) {
      photo.set(i, (float) image[i]);
    }
    generator
        .condition()
        .ifPresent(
            c -> {
              FloatTensor rows = inputs.get(c.name());
              for (int k = 0; k < generator.domains().size(); k++) {
                rows.rows(k, 1).buffer().put(generator.domains().get(k).condition());
              }
            });
    FloatTensor losses = FloatTensor.zeros(generator.domains().size());
    FloatTensor gradient = FloatTensor.zeros(photo.shape());
    try (PinnedSession session =
        new SessionFactory(RuntimeSettings.cpu()).open(GraphCodec.encode(graph).toByteArray())) {
      session.inputNames().forEach(input -> session.bindInput(input, inputs.get(input)));
      session.bindOutput(ObjectiveGraph.LOSSES, losses);
      session.bindOutput(ObjectiveGraph.GRADIENT, gradient);
      session.run();
    }
    double[] expected = right.get("losses");
    assertThat(losses.size()).isEqualTo(expected.length);
    for (int k = 0; k < expected.length; k++) {
      assertThat((double) losses.get(k)).isEqualTo(expected[k], within(1e-5 * expected[k]));
    }
    assertThat(relativeL2(gradient.toArray(), right.get("gradient"))).isLessThan(SMOOTH);
  }

  private static Manifest shared(String name) {
    assumeTrue(Files.isDirectory(CASES), CASES + " is absent, so its graphs cannot be run");
    return Manifest.bare(CASES.resolve(name));
  }

  private static GradientCheck.Outcome checked(Manifest manifest) {
    SessionFactory cpu = new SessionFactory(RuntimeSettings.cpu());
    return GradientCheck.run(manifest, GeneratorLoader.load(manifest), cpu, 0, 3);
  }

  @Test
  void aQuantisedModelHasAStraightThroughEstimate() {
    GradientCheck.Outcome outcome = checked(shared("quantised-qdq/qdq.onnx"));
    assertThat(outcome.estimated()).isTrue();
    assertThat(outcome.agrees()).isTrue();
  }

  @Test
  void anInputNamedLikeOneOfOursStepsAside() {
    Manifest manifest = shared("input-named-reference/input_reference.onnx");
    Graph graph = ObjectiveGraph.standalone(GeneratorLoader.load(manifest));
    assertThat(graph.inputs())
        .extracting(Value::name)
        .containsExactlyInAnyOrder("model_reference", "reference");
    assertThat(checked(manifest).agrees()).isTrue();
  }

  @Test
  void aConstantGeneratorIsSaidNotToReact() {
    GradientCheck.Outcome outcome = checked(shared("generator-without-gradient/constant.onnx"));
    assertThat(outcome.reacts()).isFalse();
    assertThat(outcome.agrees()).isTrue();
  }

  @Test
  void aSizeThatDoesNotFitIsToldWithOnesThatDo() {
    assumeTrue(Files.isDirectory(CASES), CASES + " is absent, so its graphs cannot be run");
    Path manifest = CASES.resolve("size-does-not-fit/size100.yaml");
    assertThatThrownBy(() -> GeneratorLoader.load(List.of(manifest)))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("does not run at 100 x 100 pixels, but at 96 x 96 or 104 x 104")
        .hasMessageNotContaining("opset");
  }

  private static double relativeL2(float[] found, double[] expected) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(found[i] - expected[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    return Math.sqrt(difference / norm);
  }
}
