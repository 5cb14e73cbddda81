package io.cdmaa.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.reference.FiniteDifferences;
import io.cdmaa.reference.ReferenceEvaluator;
import io.cdmaa.reference.Tensor64;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A statically quantised generator as exporters write it, with QuantizeLinear and DequantizeLinear
 * around the activations. The straight-through estimate is the exact derivative of another graph:
 * one that bounds where the first rounds, and adds the rounding error of the point at hand as a
 * constant. That graph is differenced in float64.
 */
class QuantizedExportTest {
  private static final int SIZE = 8;
  private static final double IMAGE_SCALE = 0.0078125;
  private static final double INNER_SCALE = 0.01171875;
  private static final int INNER_ZERO = 17;

  /** A rounding that falls to the other side in float32 moves an element by one step. */
  private static final double ERROR = 1e-2;

  @TempDir Path folder;

  private static TensorData bytes(int... values) {
    byte[] raw = new byte[values.length];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = (byte) values[i];
    }
    long[] dims = values.length == 1 ? new long[0] : new long[] {values.length};
    return new TensorData(new TensorType(ElementType.INT8, dims), ByteString.copyFrom(raw));
  }

  private static String weights(GraphBuilder b, long seed, double size, long... dims) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[(int) TensorType.floats(dims).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-size, size);
    }
    return b.constant(TensorData.ofFloats(values, dims));
  }

  /** What stands where an activation is quantised and dequantised. */
  @FunctionalInterface
  private interface Quantizer {
    String apply(GraphBuilder b, String x, String name, double scale, int zero);
  }

  private static Graph network(Quantizer quantizer) {
    GraphBuilder b = new GraphBuilder("q/");
    b.input("image", TensorType.floats(1, 3, SIZE, SIZE));
    Attributes pads = Attributes.of("pads", new long[] {1, 1, 1, 1});
    String x = quantizer.apply(b, "image", "first", IMAGE_SCALE, 0);
    String h = b.op("Conv", pads, x, weights(b, 1, 0.6, 4, 3, 3, 3));
    String inner = quantizer.apply(b, h, "second", INNER_SCALE, INNER_ZERO);
    String back = b.op("Conv", pads, b.op("Sigmoid", inner), weights(b, 2, 0.7, 3, 4, 3, 3));
    return b.build(Map.of("fake", b.op("Tanh", back)));
  }

  private static Graph quantized() {
    return network(
        (b, x, name, scale, zero) -> {
          String s = b.constant(TensorData.ofFloats(new float[] {(float) scale}));
          String z = b.constant(bytes(zero));
          String whole = name + "_whole";
          b.add(node("QuantizeLinear", whole, x, s, z));
          b.add(node("DequantizeLinear", name, whole, s, z));
          return name;
        });
  }

  /** Bounded where the quantised one is, with its rounding errors as further inputs. */
  private static Graph straight() {
    return network(
        (b, x, name, scale, zero) -> {
          String low = b.scalar((-128 - zero) * scale);
          String high = b.scalar((127 - zero) * scale);
          b.add(node("Clip", name + "_bounded", x, low, high));
          long channels = name.equals("first") ? 3 : 4;
          b.input(name + "_error", TensorType.floats(1, channels, SIZE, SIZE));
          return b.add(name + "_bounded", name + "_error");
        });
  }

  private static Node node(String op, String output, String... inputs) {
    return new Node(op, "", output, List.of(inputs), List.of(output), Attributes.none());
  }

  @Test
  void theGradientIsTheStraightThroughEstimate() throws IOException {
    Graph graph = quantized();
    Path file = TinyGenerators.write(folder, "q.onnx", graph);
    Manifest manifest = Manifest.bare(file);
    Generator g = GeneratorLoader.load(manifest);
    Tensor64 original = Tensor64.random(new Random(3), -1.3, 1.3, 1, 3, SIZE, SIZE);
    Tensor64 photo = Tensor64.random(new Random(4), -1.3, 1.3, 1, 3, SIZE, SIZE);
    FloatTensor gradient = FloatTensor.zeros(photo.dims());
    SessionFactory cpu = new SessionFactory(RuntimeSettings.cpu());
    double loss;
    try (GeneratorSession session =
        GeneratorSession.withGradient(g, new PhotoShape(3, SIZE, SIZE), cpu)) {
      session.reference(session.fakes(FloatTensor.of(original.toFloats(), original.dims())));
      loss = session.evaluate(FloatTensor.of(photo.toFloats(), photo.dims()), gradient)[0];
    }
    double[] then =
        ReferenceEvaluator.evaluate(graph, Map.of("image", original)).get("fake").data();
    Map<String, Tensor64> now = ReferenceEvaluator.evaluate(graph, Map.of("image", photo));
    double[] seed = now.get("fake").data();
    double expected = 0;
    for (int i = 0; i < seed.length; i++) {
      double difference = seed[i] - then[i];
      expected += difference * difference / seed.length;
      seed[i] = 2 * difference / seed.length;
    }
    assertThat(loss).isEqualTo(expected, within(ERROR * expected));

    Tensor64 first = error(now, "image", "first", IMAGE_SCALE, 0);
    Tensor64 second = error(now, conv(graph), "second", INNER_SCALE, INNER_ZERO);
    Map<String, Tensor64> inputs =
        Map.of("image", photo, "first_error", first, "second_error", second);
    assertThat(ReferenceEvaluator.outputs(straight(), inputs).get("fake").data())
        .containsExactly(now.get("fake").data(), within(1e-9));
    FiniteDifferences.Gradient right =
        new FiniteDifferences(
                straight(), inputs, "image", Map.of("fake", Tensor64.floats(photo.dims(), seed)))
            .gradient();
    double difference = 0;
    double norm = 0;
    int clipped = 0;
    for (int i = 0; i < photo.size(); i++) {
      if (!right.kinkAt(i)) {
        difference += Math.pow(gradient.get(i) - right.values()[i], 2);
        norm += Math.pow(right.values()[i], 2);
        clipped += right.values()[i] == 0 ? 1 : 0;
      }
    }
    assertThat(Math.sqrt(difference / norm)).isLessThan(ERROR);
    assertThat(clipped).isPositive();
    assertThat(right.kinks()).isLessThan(photo.size() / 4);
  }

  /** What the first convolution gives, before it is quantised. */
  private static String conv(Graph graph) {
    return graph.nodes().stream()
        .filter(n -> n.opType().equals("Conv"))
        .findFirst()
        .orElseThrow()
        .output();
  }

  private static Tensor64 error(
      Map<String, Tensor64> values, String before, String after, double scale, int zero) {
    Tensor64 x = values.get(before);
    double[] error = values.get(after).data();
    for (int i = 0; i < error.length; i++) {
      double bounded = Math.max((-128 - zero) * scale, Math.min((127 - zero) * scale, x.get(i)));
      error[i] -= bounded;
    }
    return Tensor64.floats(x.dims(), error);
  }
}
