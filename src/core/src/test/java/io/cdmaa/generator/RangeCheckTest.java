package io.cdmaa.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the fakes show of black and white counts more than what is said or looks likely. */
class RangeCheckTest {
  private static final SessionFactory CPU = new SessionFactory(RuntimeSettings.cpu());
  private static final PhotoShape SHAPE = new PhotoShape(3, 16, 16);

  @TempDir Path folder;

  /** Gives a range back as it was, but for a tenth beyond it, as without a limiting last layer. */
  private static Graph unlimited(double black, double white) {
    GraphBuilder b = new GraphBuilder("r/");
    b.input("image", TensorType.floats(1, 3, 16, 16));
    double middle = (black + white) / 2;
    String centred = b.sub("image", b.scalar(middle));
    String wider = b.op("Sin", b.scale(centred, 1.4 / (white - middle)));
    String back = b.scale(wider, 1.12 * (white - middle));
    return b.build(Map.of("fake", b.add(back, b.scalar(middle))));
  }

  private Manifest said(Graph graph, double black, double white) throws IOException {
    Path file = TinyGenerators.write(folder, "g.onnx", graph);
    Manifest.Port port =
        new Manifest.Port(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new ValueRange(black, white)),
            Optional.empty());
    return Manifest.bare(file).withPorts(port, port);
  }

  @ParameterizedTest
  @CsvSource({"-1,1", "0,255", "0,1"})
  void theGuessIsTheRangeThatTheFakesFill(double black, double white) throws IOException {
    Graph graph = unlimited(black, white);
    Path file = TinyGenerators.write(folder, "g.onnx", graph);
    RangeInference guess = RangeInference.of(GeneratorLoader.load(Manifest.bare(file)), CPU);
    assertThat(guess.image()).isEqualTo(new ValueRange(black, white));
    assertThat(guess.output()).isEqualTo(new ValueRange(black, white));
  }

  /** A linear network gives back any range; [-1,1] is the one that it fills best. */
  @ParameterizedTest
  @CsvSource({"1.1", "0.95"})
  void ofSeveralRangesTheBestFilledOneIsGuessed(double gain) throws IOException {
    GraphBuilder b = new GraphBuilder("r/");
    b.input("image", TensorType.floats(1, 3, 16, 16));
    String darker = b.sub(b.scale("image", gain), b.scalar(0.03));
    Path file = TinyGenerators.write(folder, "g.onnx", b.build(Map.of("fake", darker)));
    RangeInference guess = RangeInference.of(GeneratorLoader.load(Manifest.bare(file)), CPU);
    assertThat(guess.sure()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"-1,1,-1,1", "0,255,0,255", "0,1,0,1"})
  void theRightRangeIsNotContradicted(
      double black, double white, double saidBlack, double saidWhite) throws IOException {
    Manifest manifest = said(unlimited(black, white), saidBlack, saidWhite);
    anchor(GeneratorLoader.load(manifest));
  }

  @ParameterizedTest
  @CsvSource({"-1,1,0,255", "0,1,0,255", "0,255,-1,1"})
  void aRangeThatTheFakesContradictIsRefused(
      double black, double white, double saidBlack, double saidWhite) throws IOException {
    GraphBuilder b = new GraphBuilder("r/");
    b.input("image", TensorType.floats(1, 3, 16, 16));
    double middle = (saidBlack + saidWhite) / 2;
    String unit = b.scale(b.sub("image", b.scalar(middle)), 1 / (saidWhite - middle));
    String own = b.scale(b.op("Tanh", unit), (white - black) / 2);
    Graph graph = b.build(Map.of("fake", b.add(own, b.scalar((black + white) / 2))));
    Generator g = GeneratorLoader.load(said(graph, saidBlack, saidWhite));
    assertThatThrownBy(() -> anchor(g))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("which contradict the range [")
        .hasMessageContaining("output: {range: [BLACK, WHITE]}");
  }

  @ParameterizedTest
  @CsvSource({"-1,1", "0,255"})
  void aFlatPhotoMayHaveAFlatFake(double black, double white) throws IOException {
    Generator g = GeneratorLoader.load(said(unlimited(black, white), black, white));
    FloatTensor grey = FloatTensor.zeros(3, 16, 16);
    try (GeneratorSession session = GeneratorSession.forward(g, SHAPE, CPU)) {
      session.anchor(grey, Optional.empty());
    }
  }

  private static void anchor(Generator g) {
    FloatTensor photo = GradientCheck.picture(SHAPE, new SplittableRandom(1));
    try (GeneratorSession session = GeneratorSession.forward(g, SHAPE, CPU)) {
      session.anchor(photo, Optional.empty());
    }
  }
}
