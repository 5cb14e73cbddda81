package io.cdmaa.spark;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;

/** A generator of 16 x 16 pixels, a convolution and a tanh. */
final class TinyModel {
  private TinyModel() {}

  static Path write(Path file) throws IOException {
    GraphBuilder b = new GraphBuilder("t/");
    String image = b.input("image", TensorType.floats(1, 3, 16, 16));
    SplittableRandom random = new SplittableRandom(11);
    float[] weights = new float[81];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextDouble(-1, 1);
    }
    String kernel = b.constant(TensorData.ofFloats(weights, 3, 3, 3, 3));
    Attributes pads = Attributes.of("pads", new long[] {1, 1, 1, 1});
    String fake = b.op("Tanh", b.op("Conv", pads, image, kernel));
    return Files.write(file, GraphCodec.encode(b.build(Map.of("fake", fake))).toByteArray());
  }
}
