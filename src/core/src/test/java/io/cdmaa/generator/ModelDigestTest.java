package io.cdmaa.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.testkit.ExternalModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By what a later run sees that a model is another one. */
class ModelDigestTest {
  @TempDir Path folder;

  @Test
  void aModelIsAnotherOneWithOtherWeightsWhateverTheirFileIsCalled() throws IOException {
    GraphBuilder b = new GraphBuilder("t/");
    String image = b.input("image", TensorType.floats(1, 3, 4, 4));
    String scale = b.constant(TensorData.ofFloats(new float[] {1, 2, 3}, 1, 3, 1, 1));
    Path onnx = folder.resolve("g.onnx");
    Path weights =
        ExternalModels.write(onnx, b.build(Map.of("fake", b.op("Mul", image, scale))), "w/eights");
    Manifest manifest = ModelLocator.find(List.of(onnx)).get(0);
    String before = ModelDigest.of(manifest);
    assertThat(ModelDigest.of(manifest)).isEqualTo(before);
    byte[] changed = Files.readAllBytes(weights);
    changed[changed.length - 1] ^= 1;
    Files.write(weights, changed);
    assertThat(ModelDigest.of(manifest)).isNotEqualTo(before);
  }
}
