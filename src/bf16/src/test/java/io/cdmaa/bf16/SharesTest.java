package io.cdmaa.bf16;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cdmaa.Device;
import io.cdmaa.bf16.Shares.Share;
import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.reference.ReferenceEvaluator;
import io.cdmaa.reference.Tensor64;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images that are large enough to be divided, against the evaluator in float64. */
class SharesTest {
  private static final int CHANNELS = 8;
  private static final int SIZE = 64;

  @Test
  void imagesAreDividedWhateverTheNumberOfThreadsAndPixelsOfSmallMapsByThreads() {
    long[] single = {1, CHANNELS, SIZE, SIZE};
    assertThat(Shares.of(single, 1))
        .containsExactly(
            new Share(0, 1, 0, 16),
            new Share(0, 1, 16, 16),
            new Share(0, 1, 32, 16),
            new Share(0, 1, 48, 16))
        .isEqualTo(Shares.of(single, 5));
    assertThat(Shares.of(new long[] {5, CHANNELS, SIZE, SIZE}, 2))
        .hasSize(5)
        .allMatch(share -> share.count() == 1 && share.lines() == 0);
    assertThat(Shares.of(new long[] {5, 512, 8, 8}, 2))
        .containsExactly(new Share(0, 2, 0, 0), new Share(2, 3, 0, 0));
    assertThat(Shares.of(new long[] {0, CHANNELS, SIZE, SIZE}, 2)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    // images, transposed, kernel, stride, dilation, pad before, pad after, output padding
    "1, false, 3, 1, 1, 1, 1, 0",
    "2, false, 3, 1, 1, 1, 1, 0",
    "3, false, 5, 1, 1, 2, 0, 0",
    "1, false, 4, 2, 1, 1, 2, 0",
    "1, false, 3, 1, 2, 2, 2, 0",
    "1, false, 1, 1, 1, 0, 0, 0",
    "1, false, 1, 1, 1, 9, 9, 0",
    "1, true, 4, 2, 1, 1, 1, 0",
    "2, true, 4, 2, 1, 1, 1, 0",
    "1, true, 3, 2, 1, 1, 1, 1",
    "1, true, 3, 1, 1, 1, 1, 0",
    "1, true, 3, 1, 2, 2, 1, 0",
    "1, true, 5, 3, 1, 2, 0, 1",
    "1, true, 1, 2, 1, 0, 0, 0",
    "1, true, 2, 3, 1, 0, 0, 1",
  })
  void dividedConvolutionsComputeWhatTheirSpecificationSays(
      int images,
      boolean transposed,
      int kernel,
      int stride,
      int dilation,
      int before,
      int after,
      int more) {
    GraphBuilder b = new GraphBuilder("t/");
    String x = b.input("x", TensorType.floats(images, CHANNELS, SIZE, SIZE));
    String w = b.initializer("w", random(3, CHANNELS, CHANNELS, kernel, kernel));
    Attributes windows =
        Attributes.of(
            "strides",
            new long[] {stride, stride},
            "dilations",
            new long[] {dilation, dilation},
            "pads",
            new long[] {before, before, after, after});
    if (more > 0) {
      windows = windows.with("output_padding", new long[] {more, more});
    }
    compare(b.build(Map.of("y", b.op(transposed ? "ConvTranspose" : "Conv", windows, x, w))));
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "1, 64, 64", "1, 64, 1", "1, 1, 64", "8, 1, 1", "8, 64, 64"})
  void dividedImagesAreCombinedWithWhatIsBroadcastToThem(int channels, int height, int width) {
    GraphBuilder b = new GraphBuilder("t/");
    String x = b.input("x", TensorType.floats(1, CHANNELS, SIZE, SIZE));
    String other = b.initializer("c", random(5, 1, channels, height, width));
    compare(b.build(Map.of("y", b.op("Mul", b.op("Tanh", x), other))));
  }

  @Test
  void dividedImagesAreSummedAndPadded() {
    GraphBuilder b = new GraphBuilder("t/");
    String x = b.input("x", TensorType.floats(1, CHANNELS, SIZE, SIZE));
    String some = b.op("Sum", x, b.op("Tanh", x), b.op("Neg", x));
    Attributes reflected = Attributes.of("mode", "reflect");
    compare(b.build(Map.of("y", b.op("Pad", reflected, some, b.vector(0, 0, 2, 1, 0, 0, 1, 2)))));
  }

  private static TensorData random(long seed, long... dims) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[(int) Tensor.size(dims)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return TensorData.ofFloats(values, dims);
  }

  private static void compare(Graph graph) {
    OneDnnProvider provider = new OneDnnProvider();
    Optional<String> obstacle = provider.obstacle();
    assumeTrue(obstacle.isEmpty(), () -> "skipped because " + obstacle.orElse(""));
    long[] dims = graph.inputs().get(0).type().dims();
    TensorData given = random(7, dims);
    FloatTensor x = FloatTensor.of(given.floats(), dims);
    Tensor64 expected = ReferenceEvaluator.outputs(graph, Map.of("x", Tensor64.of(given))).get("y");
    FloatTensor result = FloatTensor.zeros(expected.dims());
    SessionFactory sessions = new SessionFactory(new RuntimeSettings(Device.CPU, 2));
    byte[] model = GraphCodec.encode(graph).toByteArray();
    try (Bf16Session session = Bf16Session.open(provider.natives(), model, sessions, true)) {
      assertThat(session.fastNodes()).isEqualTo(graph.nodes().size());
      session.bindInput("x", x);
      session.bindOutput("y", result);
      session.run();
    }
    Closeness.assertClose(result, expected, 0);
  }
}
