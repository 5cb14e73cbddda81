package io.cdmaa.generator;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.PhotoProtector;
import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.runtime.GraphCache;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A generator whose gradient is zero is told from one that merely contains steps. */
class ModelCheckTest {
  @TempDir Path folder;
  private final SessionFactory sessions =
      new SessionFactory(RuntimeSettings.cpu(), GraphCache.off());

  private static Graph graph(Body body) {
    GraphBuilder b = new GraphBuilder("t/");
    String image = b.input("image", TensorType.floats(1, 3, 8, 8));
    return b.build(Map.of("fake", body.of(b, image)));
  }

  private interface Body {
    String of(GraphBuilder b, String image);
  }

  private Manifest write(Body body) throws IOException {
    return Manifest.bare(TinyGenerators.write(folder, "g.onnx", graph(body)));
  }

  private void check(Body body) throws IOException {
    ModelCheck.requireGradient(GeneratorLoader.load(write(body)), sessions);
  }

  private static String indices(GraphBuilder b, String image) {
    String index = b.op("ArgMax", Attributes.of("axis", 1), image);
    String real = b.op("Cast", Attributes.of("to", ElementType.FLOAT.code()), index);
    return b.expand(b.op("Sub", real, b.scalar(1)), 1, 3, 8, 8);
  }

  private static String mask(GraphBuilder b, String image) {
    return b.op("Where", b.op("Greater", image, b.scalar(0)), b.scalar(0.5f), b.scalar(-0.5f));
  }

  @Test
  void aDerivativeThatIsZeroEverywhereIsRefusedWithTheOperator() {
    assertThatThrownBy(() -> check(ModelCheckTest::indices))
        .hasMessageContaining("g.onnx has no gradient")
        .hasMessageContaining("ArgMax")
        .hasMessageContaining("access: query")
        .extracting(e -> ((CdmaaException) e).reason())
        .isEqualTo(ErrorReason.NO_GRADIENT);
    assertThatThrownBy(() -> check(ModelCheckTest::mask)).hasMessageContaining("Greater");
    Body noWayAround = (b, image) -> b.op("Add", mask(b, image), b.op("Mul", image, b.scalar(0)));
    assertThatThrownBy(() -> check(noWayAround)).hasMessageContaining("Greater");
  }

  @Test
  void aDerivativeThatIsZeroOnSomePathsIsAccepted() {
    Body leaky =
        (b, image) -> {
          String below = b.op("Mul", image, b.scalar(0.2f));
          return b.op("Where", b.op("Greater", image, b.scalar(0)), image, below);
        };
    assertThatCode(() -> check(leaky)).doesNotThrowAnyException();
    Body beside = (b, image) -> b.op("Add", indices(b, image), b.op("Mul", image, b.scalar(0.01f)));
    assertThatCode(() -> check(beside)).doesNotThrowAnyException();
  }

  @Test
  void theLibraryRefusesItWhenAProtectorIsBuilt() throws IOException {
    Path model = write(ModelCheckTest::indices).onnx();
    assertThatThrownBy(() -> PhotoProtector.builder().models(model).build().close())
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("ArgMax");
  }
}
