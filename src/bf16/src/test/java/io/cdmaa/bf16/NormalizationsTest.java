package io.cdmaa.bf16;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cdmaa.Device;
import io.cdmaa.autodiff.GradientRules;
import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.reference.ReferenceEvaluator;
import io.cdmaa.reference.Tensor64;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Normalisations of any number of channels, and operands of two types, run in fast kernels. */
class NormalizationsTest {
  private static final int SIZE = 32;

  /** Channels, images, lines, rectified; up to three images of at least 32 channels have bands. */
  private static final String IMAGES =
      """
      8, 2, 32, true
      3, 1, 32, false
      24, 1, 32, true
      24, 3, 32, false
      32, 1, 32, true
      32, 1, 42, false
      32, 1, 42, true
      32, 2, 41, false
      64, 4, 32, true
      """;

  /** Results are compared, and kernels without vector instructions reported. */
  private record Outcome(
      Map<String, Tensor64> expected, Map<String, FloatTensor> found, Set<String> kernels) {
    void assertCloseAndFast() {
      expected.forEach((name, value) -> Closeness.assertClose(found.get(name), value, 0x1p-8));
      assertThat(kernels).noneMatch(k -> k.contains("nspc_bnorm") || k.contains("ref:"));
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = IMAGES)
  void anyNumberOfChannelsIsNormalisedFast(int channels, int images, int lines, boolean rectified) {
    GraphBuilder b = new GraphBuilder("t/");
    String y = normalised(b, channels, images, lines, rectified);
    String result = rectified ? b.op("Relu", y) : y;
    Outcome outcome = run(b.build(Map.of("y", b.op("Tanh", result))));
    outcome.assertCloseAndFast();
    assertThat(outcome.kernels()).anyMatch(k -> k.startsWith("normalisation, bnorm_jit"));
  }

  @ParameterizedTest
  @CsvSource(textBlock = IMAGES)
  void theirGradientsAreFastToo(int channels, int images, int lines, boolean rectified) {
    GraphBuilder b = new GraphBuilder("t/");
    String y = normalised(b, channels, images, lines, rectified);
    String last = rectified ? b.op("Relu", y) : y;
    Graph forward = OrtGraphOptimizer.withStaticTypes(b.build(Map.of("normalised", last)));
    GraphBuilder more = GraphBuilder.of(forward, "g/");
    String g = more.initializer("g", apart(3, 1, images, channels, lines, SIZE));
    if (rectified) {
      g = gradient(more, forward, last, g);
    }
    String dx = more.op("Tanh", gradient(more, forward, y, g));
    Outcome outcome = run(more.build(Map.of("y", more.op("Tanh", last), "dx", dx)));
    outcome.assertCloseAndFast();
    assertThat(outcome.kernels()).anyMatch(k -> k.startsWith("normalisation gradient, bnorm_jit"));
  }

  /**
   * Adds a normalisation of an image whose lines differ: in their mean, or if the signs of the
   * result are to be certain in their deviation.
   */
  private static String normalised(
      GraphBuilder b, int channels, int images, int lines, boolean certain) {
    long[] dims = {images, channels, lines, SIZE};
    String x = b.op("Tanh", b.input("x", TensorType.floats(dims)));
    String ramp = b.initializer("ramp", ramp(dims));
    String differing = b.op(certain ? "Mul" : "Add", x, ramp);
    String scale = b.initializer("s", apart(1, 1, channels));
    String shift = b.initializer("t", apart(2, 0.1, channels));
    return b.op("InstanceNormalization", differing, scale, shift);
  }

  /** Returns numbers from 0.5 in the first line to 2 in the last one. */
  private static TensorData ramp(long... dims) {
    float[] values = new float[(int) Tensor.size(dims)];
    for (int i = 0; i < values.length; i++) {
      values[i] = 0.5f + 1.5f * (i / SIZE % dims[2]) / (dims[2] - 1);
    }
    return TensorData.ofFloats(values, dims);
  }

  private static String gradient(GraphBuilder b, Graph forward, String of, String g) {
    return GradientRules.standard().emit(b, forward.producers().get(of), 0, g).orElseThrow();
  }

  /** The first layers, which stay in float32, are combined with what comes later. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void operandsOfTwoTypesAreCombinedFast(int images) {
    GraphBuilder b = new GraphBuilder("t/");
    String x = b.input("x", TensorType.floats(images, 16, SIZE, SIZE));
    String exact = conv(b, x, 4, 16, 16, 1);
    String brief = conv(b, conv(b, exact, 5, 64, 16, 3), 6, 16, 64, 3);
    String one = b.slice(brief, 0, 0, 1);
    Map<String, String> outputs = new HashMap<>();
    outputs.put("sum", b.op("Tanh", b.op("Add", exact, brief)));
    outputs.put("difference", b.op("Tanh", b.op("Sub", exact, brief)));
    outputs.put("of both", b.op("Tanh", b.op("Sum", exact, brief)));
    outputs.put("with the first", b.op("Tanh", b.op("Add", exact, one)));
    outputs.put("without the first", b.op("Tanh", b.op("Sub", exact, one)));
    run(b.build(outputs)).assertCloseAndFast();
  }

  private static String conv(GraphBuilder b, String x, long seed, int out, int in, int kernel) {
    long pad = kernel / 2;
    Attributes pads = Attributes.of("pads", new long[] {pad, pad, pad, pad});
    String weights = b.initializer("w" + seed, apart(seed, 0.05, out, in, kernel, kernel));
    return b.op("Conv", pads, x, weights);
  }

  /** Returns numbers half of which lie around -size and half around size, none near 0. */
  private static TensorData apart(long seed, double size, long... dims) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[(int) Tensor.size(dims)];
    for (int i = 0; i < values.length; i++) {
      double sign = random.nextBoolean() ? size : -size;
      values[i] = (float) (sign * random.nextDouble(0.7, 1.3));
    }
    return TensorData.ofFloats(values, dims);
  }

  private static Outcome run(Graph graph) {
    OneDnnProvider provider = new OneDnnProvider();
    Optional<String> obstacle = provider.obstacle();
    assumeTrue(obstacle.isEmpty(), () -> "skipped because " + obstacle.orElse(""));
    TensorData x = apart(7, 0.7, graph.inputs().get(0).type().dims());
    Map<String, Tensor64> expected = ReferenceEvaluator.outputs(graph, Map.of("x", Tensor64.of(x)));
    Map<String, FloatTensor> found = new HashMap<>();
    SessionFactory sessions = new SessionFactory(new RuntimeSettings(Device.CPU, 2));
    byte[] model = GraphCodec.encode(graph).toByteArray();
    try (Bf16Session session = Bf16Session.open(provider.natives(), model, sessions, true)) {
      session.bindInput("x", FloatTensor.of(x.floats(), x.dims()));
      expected.forEach((name, t) -> found.put(name, FloatTensor.zeros(t.dims())));
      found.forEach(session::bindOutput);
      session.run();
      return new Outcome(expected, found, session.profile().keySet());
    }
  }
}
