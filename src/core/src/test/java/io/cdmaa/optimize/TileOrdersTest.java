package io.cdmaa.optimize;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.reference.ReferenceEvaluator;
import io.cdmaa.reference.Tensor64;
import io.cdmaa.reference.Tolerances;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images stay in the order of their tiles where that saves passes, and are the same. */
class TileOrdersTest {
  /** Several convolutions' transformed weights, rounded to float32, in float64. */
  private static final double ROUNDED_WEIGHTS = 1e-5;

  private static final double IN_FLOAT32 = 1e-4;

  private static final int SIZE = 16;

  private static final Attributes SAME =
      Attributes.of("pads", new long[] {1, 1, 1, 1}, "kernel_shape", new long[] {3, 3});
  private static final Attributes HALVING =
      Attributes.of(
          "pads", new long[] {1, 1, 1, 1},
          "kernel_shape", new long[] {4, 4},
          "strides", new long[] {2, 2});

  private final GraphBuilder b = new GraphBuilder("t/");
  private long seed;

  private String noise(long... dims) {
    return b.constant(
        TensorData.ofDoubles(Tensor64.random(new Random(seed++), -0.5, 0.5, dims).data(), dims));
  }

  private String convolution(String x) {
    return b.op("Conv", SAME, x, noise(3, 3, 3, 3), noise(3));
  }

  /** Normalises with a part of the backward pass, which shares nodes with the forward pass. */
  private String normalised(String x) {
    String centred = b.sub(x, b.reduce("ReduceMean", x, true, 2, 3));
    String variance = b.reduce("ReduceMean", b.mul(centred, centred), true, 2, 3);
    String inverse = b.op("Reciprocal", b.op("Sqrt", b.add(variance, b.scalar(1e-5))));
    String forward = b.op("InstanceNormalization", x, noise(3), noise(3));
    return b.add(forward, b.mul(centred, b.mul(inverse, noise(3, 1, 1))));
  }

  private String input(String name) {
    return b.input(name, TensorType.floats(2, 3, SIZE, SIZE));
  }

  private Graph graph(String y) {
    return OrtGraphOptimizer.withStaticTypes(b.build(Map.of("y", y)));
  }

  private static Graph tiled(Graph graph) {
    ConvAlgorithms algorithms = ConvAlgorithms.all(ConvAlgorithm.WINOGRAD);
    if (graph.nodes().stream().anyMatch(n -> n.attributes().has("strides"))) {
      algorithms = ConvAlgorithms.all(ConvAlgorithm.POLYPHASE);
    }
    return OrtGraphOptimizer.fold(algorithms.apply(graph));
  }

  /** Returns the Gathers of whole pixels: one per convolution, the rest to change the order. */
  private static long gathers(Graph graph) {
    return graph.nodes().stream().filter(n -> n.opType().equals("Gather")).count();
  }

  private static void requireSame(Graph tiled, Graph plain) {
    Tensor64 x = Tensor64.random(new Random(5), -1, 1, plain.type("x").dims());
    double[] expected = ReferenceEvaluator.outputs(plain, Map.of("x", x)).get("y").data();
    double[] exact = ReferenceEvaluator.outputs(tiled, Map.of("x", x)).get("y").data();
    assertThat(Tolerances.relativeError(exact, expected)).isLessThan(ROUNDED_WEIGHTS);
    double[] computed =
        ConvAlgorithmsTest.output(
            new SessionFactory(RuntimeSettings.cpu()),
            tiled,
            FloatTensor.of(x.toFloats(), x.dims()));
    assertThat(Tolerances.relativeError(computed, expected)).isLessThan(IN_FLOAT32);
  }

  /** Only the last result, which is an output, is brought into the order of the image. */
  @Test
  void keepsTheOrderThroughNormalisedResidualBlocks() {
    String x = b.op("Relu", normalised(convolution(input("x"))));
    for (int block = 0; block < 2; block++) {
      String inner = b.op("Relu", normalised(convolution(x)));
      x = b.add(x, normalised(convolution(inner)));
    }
    Graph plain = graph(convolution(x));
    Graph tiled = tiled(plain);

    assertThat(gathers(tiled)).isEqualTo(6 + 1);
    requireSame(tiled, plain);
  }

  /**
   * A number per row depends on the order, and so does what another convolution's tiles do not
   * fill.
   */
  @Test
  void bringsWhatDependsOnTheOrderIntoThatOfTheImage() {
    String x = convolution(input("x"));
    Graph plain = graph(convolution(b.mul(x, noise(1, 1, SIZE, 1))));
    Graph tiled = tiled(plain);

    assertThat(gathers(tiled)).isEqualTo(2 + 2);
    requireSame(tiled, plain);
  }

  /**
   * Two results of tiles outweigh one image of another origin, which is brought into their order.
   */
  @Test
  void bringsAnImageOfAnotherOriginIntoTheOrderOfTiles() {
    String x = input("x");
    String other = b.op("Tanh", b.op("MaxPool", SAME, x));
    String first = convolution(x);
    String sum = b.add(b.add(first, convolution(b.op("Relu", first))), other);
    Graph plain = graph(convolution(sum));
    Graph tiled = tiled(plain);

    assertThat(gathers(tiled)).isEqualTo(3 + 2);
    requireSame(tiled, plain);
  }

  /** A mask with one channel has an order, too. */
  @Test
  void ordersAMaskLikeTheImage() {
    String x = convolution(input("x"));
    Graph plain = graph(convolution(b.mul(x, noise(2, 1, SIZE, SIZE))));
    Graph tiled = tiled(plain);

    assertThat(gathers(tiled)).isEqualTo(2 + 1);
    requireSame(tiled, plain);
  }

  /** Numbers per plane can be used by images of another size. */
  @Test
  void handsNumbersPerPlaneToImagesByRows() {
    String x = input("x");
    String first = b.op("Relu", convolution(x));
    String mean = b.reduce("ReduceMean", first, true, 2, 3);
    String last = b.add(convolution(first), b.slice(mean, 1, 0, 1));
    Graph plain = graph(b.mul(b.mul(last, mean), x));
    Graph tiled = tiled(plain);

    requireSame(tiled, plain);
  }

  @ParameterizedTest
  @CsvSource({"Conv, 16", "Conv, 32", "ConvTranspose, 8", "ConvTranspose, 16"})
  void readsAndWritesTheOrderWithStrides(String operator, int size) {
    String x = b.input("x", TensorType.floats(2, 3, 2L * size, 2L * size));
    String half = b.op("Relu", b.op("Conv", HALVING, x, noise(3, 3, 4, 4)));
    Graph plain = graph(b.op(operator, HALVING, normalised(half), noise(3, 3, 4, 4), noise(3)));
    Graph tiled = tiled(plain);

    assertThat(gathers(tiled)).isEqualTo(2 + 1);
    requireSame(tiled, plain);
  }

  @Test
  void sumsTheRowsOfABatchInEitherOrder() {
    String x = input("x");
    String first = b.op("Relu", convolution(x));
    String second = b.reduce("ReduceSum", b.op("Relu", convolution(first)), true, 0);
    String inFirst = b.reduce("ReduceSum", b.op("MaxPool", SAME, x), true, 0);
    Graph plain = graph(b.add(b.add(convolution(second), first), inFirst));
    Graph tiled = tiled(plain);

    assertThat(tiled.nodes()).noneMatch(n -> n.opType().equals("ReduceSum"));
    requireSame(tiled, plain);
  }
}
