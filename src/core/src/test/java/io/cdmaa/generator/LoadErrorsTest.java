package io.cdmaa.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cdmaa.CdmaaException;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.onnx.proto.ModelProto;
import io.cdmaa.testkit.ExternalModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is wrong with a model, the sentence names its file once. */
class LoadErrorsTest {
  @TempDir Path folder;

  /** Writes a model that is wrong in some way. */
  private interface Wrong {
    void write(Path file) throws IOException;
  }

  static Stream<Arguments> models() {
    return Stream.of(
        Arguments.of(
            "is not an ONNX file", (Wrong) file -> Files.write(file, new byte[] {8, 7, 58})),
        Arguments.of(
            "uses opset 99",
            (Wrong)
                file -> {
                  ModelProto.Builder model = GraphCodec.encode(grey()).toBuilder();
                  model.getOpsetImportBuilder(0).setVersion(99);
                  Files.write(file, model.build().toByteArray());
                }),
        Arguments.of(
            "no NCHW colour image",
            (Wrong) file -> Files.write(file, GraphCodec.encode(grey()).toByteArray())),
        Arguments.of(
            "external data file",
            (Wrong)
                file ->
                    Files.delete(ExternalModels.write(file, TinyGenerators.plain(1), "weights"))));
  }

  /** Its output has one channel. */
  private static Graph grey() {
    GraphBuilder b = new GraphBuilder("t/");
    String image = b.input("image", TensorType.floats(1, 3, 8, 8));
    return b.build(Map.of("fake", b.reduce("ReduceMean", image, true, 1)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void theSentenceNamesTheModelOnce(String cause, Wrong wrong) throws IOException {
    Path file = folder.resolve("wrong.onnx");
    wrong.write(file);
    CdmaaException error =
        catchThrowableOfType(CdmaaException.class, () -> GeneratorLoader.load(Manifest.bare(file)));
    assertThat(error.getMessage())
        .startsWith("The model " + file)
        .contains(cause)
        .containsOnlyOnce("wrong.onnx")
        .containsOnlyOnce("The model");
  }
}
