package io.cdmaa.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.reference.ReferenceEvaluator;
import io.cdmaa.reference.Tensor64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Passes change the cost of a graph and nothing else. */
class PassesTest {
  private static final int ROWS = 3;
  private static final long[] IMAGE = {1, 4, 6, 6};
  private static final long[] PHOTOS = {2, 4, 6, 6};

  private static String floats(GraphBuilder b, long seed, long... dims) {
    Tensor64 values = Tensor64.random(new Random(seed), -0.7, 0.7, dims);
    return b.constant(TensorData.ofDoubles(values.data(), dims));
  }

  /** A graph from shared images x and a condition c of three rows for each, through a block. */
  private static Graph graph(long[] image, BiFunction<GraphBuilder, String[], String> block) {
    GraphBuilder b = new GraphBuilder("t/");
    b.input("image", TensorType.floats(image));
    long rows = image[0] * ROWS;
    b.input("c", TensorType.floats(rows, 2, 6, 6));
    String x = RowSpread.emit(b, "image", image[0], rows, 4, 6, 6);
    String y = block.apply(b, new String[] {x, "c"});
    return OrtGraphOptimizer.withStaticTypes(b.build(Map.of("y", y)));
  }

  private static String conv(GraphBuilder b, String x, long seed, long out, long in) {
    Attributes pads = Attributes.of("pads", new long[] {1, 1, 1, 1});
    return b.op("Conv", pads, x, floats(b, seed, out, in, 3, 3), floats(b, seed + 1, out));
  }

  private static String up(GraphBuilder b, String x, long seed, long in, long out) {
    Attributes a = Attributes.of("strides", new long[] {2, 2}, "pads", new long[] {1, 1, 1, 1});
    return b.op("ConvTranspose", a, x, floats(b, seed, in, out, 4, 4), floats(b, seed + 1, out));
  }

  private static String concat(GraphBuilder b, String... parts) {
    return b.op("Concat", Attributes.of("axis", 1), parts);
  }

  private static String shared(GraphBuilder b, String x) {
    String h = b.op("Relu", conv(b, x, 10, 4, 4));
    h = b.op("InstanceNormalization", h, floats(b, 20, 4), floats(b, 21, 4));
    return b.add(x, h);
  }

  static Stream<Arguments> blocks() {
    return Stream.of(
        block(
            "convolution over image and condition",
            (b, in) -> b.op("Tanh", conv(b, concat(b, shared(b, in[0]), in[1]), 30, 5, 6))),
        block(
            "condition first",
            (b, in) -> b.op("Tanh", conv(b, concat(b, in[1], shared(b, in[0])), 30, 5, 6))),
        block(
            "condition between two image parts",
            (b, in) -> {
              String s = shared(b, in[0]);
              return b.op("Tanh", conv(b, concat(b, s, in[1], b.op("Tanh", s)), 30, 5, 10));
            }),
        block(
            "transposed convolution over image and condition",
            (b, in) -> b.op("Tanh", up(b, concat(b, shared(b, in[0]), in[1]), 30, 6, 3))),
        block(
            "concatenation read by something else too",
            (b, in) -> {
              String joined = concat(b, shared(b, in[0]), in[1]);
              return b.add(
                  b.reduce("ReduceMean", conv(b, joined, 30, 5, 6), true, 1),
                  b.reduce("ReduceMean", joined, true, 1));
            }),
        block(
            "sum with the condition",
            (b, in) ->
                conv(b, b.add(shared(b, in[0]), b.reduce("ReduceMean", in[1], true, 1)), 30, 2, 4)),
        block(
            "reshapes, reductions and matrices of the shared part",
            (b, in) -> {
              String flat = b.reshape(shared(b, in[0]), b.type(in[1]).dim(0), 4, 36);
              String m = b.op("MatMul", flat, floats(b, 40, 36, 36));
              String back = b.reshape(b.op("Softmax", m), b.type(in[1]).dim(0), 4, 6, 6);
              String gap = b.op("GlobalAveragePool", back);
              return b.mul(b.mul(back, gap), b.reduce("ReduceMax", in[1], true, 1));
            }),
        block("no condition at all", (b, in) -> shared(b, in[0])),
        block("mixing rows", (b, in) -> b.sub(in[0], b.reduce("ReduceMean", in[0], true, 0))));
  }

  private static Arguments block(String name, BiFunction<GraphBuilder, String[], String> block) {
    return Arguments.of(name, block);
  }

  private static double[] evaluate(Graph graph) {
    Random random = new Random(3);
    Map<String, Tensor64> inputs = new LinkedHashMap<>();
    for (String name : List.of("image", "c")) {
      graph
          .input(name)
          .ifPresent(v -> inputs.put(name, Tensor64.random(random, -1, 1, v.type().dims())));
    }
    return ReferenceEvaluator.outputs(graph, inputs).get("y").data();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("blocks")
  void hoistingComputesTheSame(String name, BiFunction<GraphBuilder, String[], String> block) {
    for (long[] image : List.of(IMAGE, PHOTOS)) {
      Graph naive = graph(image, block);
      Graph hoisted = OrtGraphOptimizer.withStaticTypes(ConditionHoisting.apply(naive));
      assertThat(evaluate(hoisted)).containsExactly(evaluate(naive), within(1e-6));
    }
  }

  @Test
  void hoistingRunsTheSharedPartOncePerPhoto() {
    Graph naive =
        graph(
            PHOTOS, (b, in) -> b.op("Tanh", conv(b, concat(b, shared(b, in[0]), in[1]), 30, 5, 6)));
    Graph hoisted = OrtGraphOptimizer.withStaticTypes(ConditionHoisting.apply(naive));
    assertThat(rowsOf(naive, "Conv")).containsExactly(6, 6);
    assertThat(rowsOf(hoisted, "Conv")).containsExactlyInAnyOrder(2, 2, 6);
    assertThat(rowsOf(hoisted, "InstanceNormalization")).containsExactly(2);
  }

  @Test
  void hoistingRunsTheSharedPartOnOneRow() {
    Graph naive =
        graph(
            IMAGE, (b, in) -> b.op("Tanh", conv(b, concat(b, shared(b, in[0]), in[1]), 30, 5, 6)));
    Graph hoisted = OrtGraphOptimizer.withStaticTypes(ConditionHoisting.apply(naive));
    assertThat(rowsOf(naive, "Conv")).containsExactly(3, 3);
    assertThat(rowsOf(hoisted, "Conv")).containsExactlyInAnyOrder(1, 1, 3);
    assertThat(rowsOf(hoisted, "InstanceNormalization")).containsExactly(1);
  }

  private static Stream<Integer> stream(Graph graph, String op) {
    return graph.nodes().stream()
        .filter(n -> n.opType().equals(op))
        .map(n -> (int) graph.type(n.output()).dim(0));
  }

  private static List<Integer> rowsOf(Graph graph, String op) {
    return stream(graph, op).toList();
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(strings = {"Conv", "ConvTranspose"})
  void batchNormFoldsIntoGroupedConvolutions(String opType) {
    GraphBuilder b = new GraphBuilder("t/");
    b.input("image", TensorType.floats(IMAGE));
    String w = floats(b, 50, 4, 2, 3, 3);
    String h = b.op(opType, Attributes.of("group", 2), "image", w);
    String variance = b.constant(TensorData.ofFloats(new float[] {0.3f, 0.7f, 1.1f, 1.9f}, 4));
    h =
        b.op(
            "BatchNormalization",
            h,
            floats(b, 51, 4),
            floats(b, 52, 4),
            floats(b, 53, 4),
            variance);
    Graph graph = OrtGraphOptimizer.withStaticTypes(b.build(Map.of("y", b.op("Tanh", h))));
    Graph folded = BatchNormFolding.apply(graph);
    assertThat(folded.nodes()).noneMatch(n -> n.opType().equals("BatchNormalization"));
    assertThat(evaluate(folded)).containsExactly(evaluate(graph), within(1e-6));
  }

  @Test
  void aBiasThatANormalisationSubtractsAgainIsLeftOut() {
    GraphBuilder b = new GraphBuilder("t/");
    b.input("image", TensorType.floats(IMAGE));
    String normalised =
        b.op(
            "InstanceNormalization",
            conv(b, "image", 60, 4, 4),
            floats(b, 62, 4),
            floats(b, 63, 4));
    String read = conv(b, normalised, 64, 4, 4);
    String twice =
        b.op("InstanceNormalization", b.op("Relu", read), floats(b, 66, 4), floats(b, 67, 4));
    Graph graph = OrtGraphOptimizer.withStaticTypes(b.build(Map.of("y", b.add(read, twice))));
    Graph left = RedundantBiasElimination.apply(graph);

    assertThat(left.nodes().stream().filter(n -> n.opType().equals("Conv")))
        .extracting(n -> n.hasInput(2))
        .containsExactly(false, true);
    assertThat(evaluate(left)).containsExactly(evaluate(graph), within(1e-9));
  }

  static Stream<Arguments> windows() {
    return Stream.of(
        Arguments.of(7, 1, new long[] {3, 3, 3, 3}, 20, 24),
        Arguments.of(3, 1, new long[] {0, 0, 0, 0}, 9, 30),
        Arguments.of(4, 2, new long[] {1, 1, 1, 1}, 16, 17),
        Arguments.of(4, 3, new long[] {2, 0, 0, 3}, 19, 20),
        Arguments.of(5, 2, new long[] {4, 1, 3, 2}, 5, 40));
  }

  /** Every row and column of the small result stands where the large one has its like. */
  @ParameterizedTest
  @MethodSource("windows")
  void aConvolutionOfEvenPlanesIsComputedOnSmallOnes(
      int kernel, int stride, long[] pads, int height, int width) {
    GraphBuilder b = new GraphBuilder("t/");
    b.input("image", TensorType.floats(2, 3, 1, 1));
    String planes = b.expand("image", 2, 3, height, width);
    Attributes window = Attributes.of("pads", pads, "strides", new long[] {stride, stride});
    String weights = floats(b, 70, 2, 3, kernel, kernel);
    String y = b.op("Conv", window, planes, weights, floats(b, 71, 2));
    Graph graph = OrtGraphOptimizer.withStaticTypes(b.build(Map.of("y", b.op("Tanh", y))));
    Graph small = ConstantPlaneConvolution.apply(graph);

    assertThat(Cost.of(small).multiplyAdds()).isLessThan(Cost.of(graph).multiplyAdds());
    assertThat(small.outputs()).isEqualTo(graph.outputs());
    assertThat(evaluate(small)).containsExactly(evaluate(graph), within(1e-12));
  }

  @Test
  void aConvolutionOfPlanesThatAreSmallAlreadyStays() {
    GraphBuilder b = new GraphBuilder("t/");
    b.input("image", TensorType.floats(1, 3, 1, 1));
    Attributes window = Attributes.of("pads", new long[] {1, 1, 1, 1});
    String planes = b.expand("image", 1, 3, 3, 3);
    String y = b.op("Conv", window, planes, floats(b, 72, 2, 3, 3, 3));
    Graph graph = OrtGraphOptimizer.withStaticTypes(b.build(Map.of("y", y)));

    assertThat(ConstantPlaneConvolution.apply(graph)).isSameAs(graph);
  }
}
