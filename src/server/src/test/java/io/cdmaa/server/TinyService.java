package io.cdmaa.server;

import io.cdmaa.PhotoProtector;
import io.cdmaa.PhotoProtectorBuilder;
import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.testkit.Checkout;
import io.cdmaa.testkit.Poll;
import io.cdmaa.testkit.Portraits;
import io.cdmaa.transform.Transform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** A service with two generators of 16 x 16 pixels, and photos for it. */
final class TinyService {
  static final int SIDE = 16;

  private TinyService() {}

  static PhotoProtectorBuilder builder() {
    return PhotoProtector.builder()
        .model("plain", plain())
        .model("two", conditional())
        .withoutCache()
        .threads(1)
        .iterations(3)
        .threshold(0.001)
        .after(Transform.jpeg(85));
  }

  static ServerSettings settings(Path folder) {
    return ServerSettings.local(0, folder.resolve("jobs-of-the-service"));
  }

  /** Starts a service and waits until its lanes work. */
  static PhotoServer start(PhotoProtectorBuilder builder, ServerSettings settings) {
    PhotoServer server = PhotoServer.start(builder.build(), settings);
    Poll.until(() -> server.ready() || server.failure().isPresent(), "the lanes");
    server.failure().ifPresent(e -> server.close());
    server.failure().ifPresent(TinyService::raise);
    return server;
  }

  private static void raise(RuntimeException e) {
    throw e;
  }

  static ServerSettings withToken(ServerSettings s, String token) {
    return new ServerSettings(
        s.address(), s.port(), s.data(), Optional.of(token), s.hosts(), s.drain(), s.limits());
  }

  private static byte[] plain() {
    GraphBuilder b = new GraphBuilder("t/");
    String image = b.input("image", TensorType.floats(1, 3, SIDE, SIDE));
    return GraphCodec.encode(b.build(Map.of("fake", convolution(b, image, 3, 11)))).toByteArray();
  }

  private static byte[] conditional() {
    GraphBuilder b = new GraphBuilder("t/");
    String image = b.input("image", TensorType.floats(1, 3, SIDE, SIDE));
    String condition = b.input("condition", TensorType.floats(1, 2));
    String planes = b.expand(b.op("Unsqueeze", condition, b.vector(2, 3)), 1, 2, SIDE, SIDE);
    String both = b.op("Concat", Attributes.of("axis", 1), image, planes);
    return GraphCodec.encode(b.build(Map.of("fake", convolution(b, both, 5, 12)))).toByteArray();
  }

  private static String convolution(GraphBuilder b, String input, int channels, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] weights = new float[3 * channels * 9];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextDouble(-0.4, 0.4);
    }
    String w = b.constant(TensorData.ofFloats(weights, 3, channels, 3, 3));
    Attributes pads = Attributes.of("pads", new long[] {1, 1, 1, 1});
    return b.op("Tanh", b.op("Conv", pads, input, w));
  }

  /** A photo of noise, as the content of a file. */
  static byte[] photo(int width, int height, int seed) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A portrait of 128 pixels, as the content of a file. */
  static byte[] portrait() {
    try {
      return Files.readAllBytes(Checkout.root().resolve("onnx/sample/portrait.png"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A photo of 320 x 160 pixels with two faces, the larger one at the left. */
  static byte[] couple() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(Portraits.couple(), "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] photo() {
    return photo(20, 20, 1);
  }

  /** Returns the number of files in a folder and those below. */
  static long files(Path folder) {
    try (var all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).count();
    } catch (IOException | UncheckedIOException e) {
      return -1; // one was deleted meanwhile
    }
  }
}
