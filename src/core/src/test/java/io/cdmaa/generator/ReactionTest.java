package io.cdmaa.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.runtime.GraphCache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReactionTest {
  @TempDir Path folder;

  private boolean reacts(Graph graph, GraphCache cache) throws IOException {
    Manifest manifest = Manifest.bare(TinyGenerators.write(folder, "g.onnx", graph));
    return Reaction.of(manifest, GeneratorLoader.load(manifest), cache);
  }

  /** The condition reaches the output; the picture is multiplied by zero on its way. */
  private static Graph constant(double factor) {
    GraphBuilder b = new GraphBuilder("t/");
    String image = b.input("image", TensorType.floats(1, 3, 8, 8));
    String condition = b.input("condition", TensorType.floats(1, 3));
    String planes = b.expand(b.op("Unsqueeze", condition, b.vector(2, 3)), 1, 3, 8, 8);
    String scaled = b.op("Mul", image, b.scalar(factor));
    return b.build(Map.of("fake", b.op("Tanh", b.op("Add", scaled, planes))));
  }

  @Test
  void aPictureThatReachesTheOutputIsNoticed() throws IOException {
    assertThat(reacts(TinyGenerators.plain(1), GraphCache.off())).isTrue();
    assertThat(reacts(TinyGenerators.conditional(TensorType.UNKNOWN), GraphCache.off())).isTrue();
    assertThat(reacts(TinyGenerators.mixing(), GraphCache.off())).isTrue();
    assertThat(reacts(constant(0.01), GraphCache.off())).isTrue();
  }

  @Test
  void anOutputThatIsTheSameForEveryPictureIsNoticed() throws IOException {
    assertThat(reacts(constant(0), GraphCache.off())).isFalse();
  }

  @Test
  void theAnswerIsKept() throws IOException {
    GraphCache cache = GraphCache.in(folder.resolve("cache"), 1_000_000);
    for (int i = 0; i < 2; i++) {
      assertThat(reacts(constant(0), cache)).isFalse();
      assertThat(reacts(TinyGenerators.plain(1), cache)).isTrue();
    }
  }
}
