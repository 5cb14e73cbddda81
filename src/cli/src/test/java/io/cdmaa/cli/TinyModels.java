package io.cdmaa.cli;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** ONNX generators of 16 x 16 pixels that take milliseconds. */
final class TinyModels {
  static final int SIDE = 16;

  private TinyModels() {}

  /** A convolution and a tanh. */
  static Path plain(Path file) throws IOException {
    GraphBuilder b = new GraphBuilder("t/");
    String image = b.input("image", TensorType.floats(1, 3, SIDE, SIDE));
    return write(file, b, convolution(b, image, 3, 11));
  }

  /** The same with two conditions, of which one or none is set. */
  static Path conditional(Path file) throws IOException {
    GraphBuilder b = new GraphBuilder("t/");
    String image = b.input("image", TensorType.floats(1, 3, SIDE, SIDE));
    String condition = b.input("condition", TensorType.floats(1, 2));
    String planes = b.expand(b.op("Unsqueeze", condition, b.vector(2, 3)), 1, 2, SIDE, SIDE);
    String both = b.op("Concat", Attributes.of("axis", 1), image, planes);
    return write(file, b, convolution(b, both, 5, 12));
  }

  /** With an operator that ONNX Runtime does not know. */
  static Path withUnknownOperator(Path file) throws IOException {
    GraphBuilder b = new GraphBuilder("t/");
    String image = b.input("image", TensorType.floats(1, 3, SIDE, SIDE));
    String y = convolution(b, image, 3, 11);
    b.add(new Node("Sharpen", "com.example", "sharp", List.of(y), List.of("z"), Attributes.none()));
    return write(file, b, "z");
  }

  /** With an operator that runs, but that there is no gradient for. */
  static Path withoutGradient(Path file) throws IOException {
    GraphBuilder b = new GraphBuilder("t/");
    String image = b.input("image", TensorType.floats(1, 3, SIDE, SIDE));
    String y = b.op("Det", convolution(b, image, 3, 11));
    String back = b.reshape(y, 1, 3, 1, 1);
    return write(file, b, b.expand(back, 1, 3, SIDE, SIDE));
  }

  /** With an operator whose derivative is zero, before a second convolution. */
  static Path steps(Path file, String operator) throws IOException {
    GraphBuilder b = new GraphBuilder("t/");
    String image = b.input("image", TensorType.floats(1, 3, SIDE, SIDE));
    String scaled = b.op("Mul", convolution(b, image, 3, 11), b.scalar(4));
    return write(file, b, convolution(b, b.op(operator, scaled), 3, 12));
  }

  /** With a path for the gradient beside such an operator, on which it is zero as well. */
  static Path stepsBesideNothing(Path file) throws IOException {
    GraphBuilder b = new GraphBuilder("t/");
    String image = b.input("image", TensorType.floats(1, 3, SIDE, SIDE));
    String y = convolution(b, image, 3, 11);
    return write(file, b, b.op("Add", b.op("Sign", y), b.op("Mul", y, b.scalar(0))));
  }

  /** With an output that does not depend on the picture, although the graph leads from it there. */
  static Path constant(Path file) throws IOException {
    GraphBuilder b = new GraphBuilder("t/");
    String image = b.input("image", TensorType.floats(1, 3, SIDE, SIDE));
    String nothing = b.op("Mul", convolution(b, image, 3, 11), b.scalar(0));
    return write(file, b, b.op("Add", nothing, b.scalar(0.3f)));
  }

  /** What a checkout has for the demonstration, with tiny generators. */
  static Path home(Path home) throws IOException {
    Path onnx = home.resolve("onnx");
    Path sample = Files.createDirectories(onnx.resolve("sample"));
    CommandLineFixture.photo(sample.resolve("portrait.png"), SIDE, SIDE, 5);
    Files.writeString(sample.resolve("list_attr_celeba.txt"), "1\nSmiling\nportrait.png 1\n");
    for (String name : List.of("stargan", "attgan", "stgan", "ugatit")) {
      plain(Files.createDirectory(onnx.resolve(name)).resolve(name + ".onnx"));
    }
    return home;
  }

  private static String convolution(GraphBuilder b, String input, int channels, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] weights = new float[3 * channels * 9];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextDouble(-1, 1);
    }
    String kernel = b.constant(TensorData.ofFloats(weights, 3, channels, 3, 3));
    Attributes pads = Attributes.of("pads", new long[] {1, 1, 1, 1});
    return b.op("Tanh", b.op("Conv", pads, input, kernel));
  }

  private static Path write(Path file, GraphBuilder b, String output) throws IOException {
    byte[] model = GraphCodec.encode(b.build(Map.of("fake", output))).toByteArray();
    return Files.write(file, model);
  }
}
