package io.cdmaa.optimize;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.reference.ReferenceEvaluator;
import io.cdmaa.reference.Tensor64;
import io.cdmaa.reference.Tolerances;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What stands between two tiled convolutions is computed with channels last, and is the same. */
class ChannelsLastTest {
  /** Two convolutions' transformed weights, rounded to float32, in float64. */
  private static final double ROUNDED_WEIGHTS = 1e-5;

  private static final double IN_FLOAT32 = 1e-4;

  private static final int CHANNELS = 3;
  private static final int HEIGHT = 8;
  private static final int WIDTH = 12;

  private static final Attributes SAME =
      Attributes.of("pads", new long[] {1, 1, 1, 1}, "kernel_shape", new long[] {3, 3});
  private static final Attributes VALID = Attributes.of("kernel_shape", new long[] {3, 3});

  /** Makes an image of another: the graph so far, and the image's name. */
  private interface Middle {
    String emit(GraphBuilder b, String x);
  }

  private static String noise(GraphBuilder b, long seed, long... dims) {
    return b.constant(
        TensorData.ofDoubles(Tensor64.random(new Random(seed), 0.2, 1, dims).data(), dims));
  }

  private static String convolution(GraphBuilder b, Attributes attributes, String x, int inputs) {
    return b.op("Conv", attributes, x, noise(b, inputs, 2, inputs, 3, 3));
  }

  private static Graph between(Middle middle) {
    GraphBuilder b = new GraphBuilder("t/");
    b.input("x", TensorType.floats(2, 2, HEIGHT, WIDTH));
    String before = b.op("Conv", SAME, "x", noise(b, 1, CHANNELS, 2, 3, 3));
    String image = middle.emit(b, before);
    Graph so = OrtGraphOptimizer.withStaticTypes(b.build(Map.of("middle", image)));
    int channels = (int) so.outputs().get(0).type().dim(1);
    return OrtGraphOptimizer.withStaticTypes(
        b.build(Map.of("y", convolution(b, SAME, image, channels))));
  }

  private static Named<Middle> named(String name, Middle middle) {
    return Named.of(name, middle);
  }

  static Stream<Named<Middle>> middles() {
    return Stream.of(
        named("nothing", (b, x) -> x),
        named("Relu", (b, x) -> b.op("Relu", x)),
        named("Clip", (b, x) -> b.op("Clip", x, b.scalar(0.5), b.scalar(3))),
        named("a number", (b, x) -> b.mul(x, b.scalar(0.3))),
        named("a number per channel", (b, x) -> b.add(x, noise(b, 2, CHANNELS, 1, 1))),
        named("a number per column", (b, x) -> b.mul(x, noise(b, 3, WIDTH))),
        named("an image of constants", (b, x) -> b.sub(x, noise(b, 4, CHANNELS, HEIGHT, WIDTH))),
        named("one channel", (b, x) -> b.mul(x, noise(b, 5, 1, 1, HEIGHT, WIDTH))),
        named("PRelu", (b, x) -> b.op("PRelu", b.neg(x), noise(b, 6, CHANNELS, 1, 1))),
        named("Where", (b, x) -> b.op("Where", b.op("Greater", x, b.scalar(2)), x, b.mul(x, x))),
        named("Sum", (b, x) -> b.op("Sum", x, b.op("Relu", x), noise(b, 7, 1, CHANNELS, 1, 1))),
        named("the mean of a plane", (b, x) -> b.sub(x, b.reduce("ReduceMean", x, true, 2, 3))),
        named(
            "the sum of rows, then of columns",
            (b, x) -> b.div(x, b.reduce("ReduceSum", b.reduce("ReduceSum", x, true, 3), true, 2))),
        named("the largest channel", (b, x) -> b.sub(x, b.reduce("ReduceMax", x, true, 1))),
        named("the smallest row", (b, x) -> b.sub(x, b.reduce("ReduceMin", x, true, -1))),
        named("GlobalAveragePool", (b, x) -> b.div(x, b.op("GlobalAveragePool", x))),
        named("GlobalMaxPool", (b, x) -> b.div(x, b.op("GlobalMaxPool", x))),
        named(
            "AveragePool",
            (b, x) ->
                b.op(
                    "AveragePool",
                    Attributes.of("kernel_shape", new long[] {2, 3}, "strides", new long[] {2, 3}),
                    x)),
        named("numbers per plane", ChannelsLastTest::numbersPerPlane),
        named("Pad", (b, x) -> b.op("Pad", b.op("Relu", x), b.vector(0, 1, 2, 0, 0, 0, 1, 3))),
        named(
            "Slice backwards",
            (b, x) ->
                b.op(
                    "Slice",
                    x,
                    b.vector(-1, 1),
                    b.vector(Long.MIN_VALUE, 7),
                    b.vector(3, 2),
                    b.vector(-1, 2))),
        named("Slice of channels", (b, x) -> b.slice(x, 1, 1, 3)),
        named(
            "Concat of channels",
            (b, x) -> b.op("Concat", Attributes.of("axis", 1), x, b.op("Relu", x))),
        named("Concat of rows", (b, x) -> b.op("Concat", Attributes.of("axis", -2), x, b.neg(x))),
        named("Gather", (b, x) -> b.op("Gather", Attributes.of("axis", 2), x, b.vector(5, 0, 5))),
        named("Expand", (b, x) -> b.mul(x, b.expand(b.slice(x, 2, 0, 1), 2, CHANNELS, 8, 12))),
        named(
            "Resize by scales",
            (b, x) ->
                b.op(
                    "Resize",
                    Attributes.of(
                        "coordinate_transformation_mode", "asymmetric", "nearest_mode", "floor"),
                    x,
                    "",
                    b.constant(TensorData.ofFloats(new float[] {1, 1, 2, 3}, 4)))),
        named(
            "Resize to sizes",
            (b, x) ->
                b.op(
                    "Resize",
                    Attributes.of("coordinate_transformation_mode", "asymmetric"),
                    x,
                    "",
                    "",
                    b.vector(2, CHANNELS, 16, 24))));
  }

  /** What a normalisation's backward pass does with the numbers of its planes. */
  private static String numbersPerPlane(GraphBuilder b, String x) {
    String mean = b.reduce("ReduceMean", x, true, 2, 3);
    String scale = b.op("Sqrt", b.mul(mean, noise(b, 11, CHANNELS, 1, 1)));
    return b.add(b.mul(x, scale), b.neg(mean));
  }

  private static double[] inDouble(Graph graph) {
    Tensor64 x = Tensor64.random(new Random(5), -1, 1, graph.type("x").dims());
    return ReferenceEvaluator.outputs(graph, Map.of("x", x)).get("y").data();
  }

  private static double[] inRuntime(Graph graph) {
    Tensor64 x = Tensor64.random(new Random(5), -1, 1, graph.type("x").dims());
    return ConvAlgorithmsTest.output(
        new SessionFactory(RuntimeSettings.cpu()), graph, FloatTensor.of(x.toFloats(), x.dims()));
  }

  private static long transposedImages(Graph graph) {
    List<long[]> ways = List.of(new long[] {0, 2, 3, 1}, new long[] {0, 3, 1, 2});
    return graph.nodes().stream()
        .filter(n -> n.opType().equals("Transpose") && graph.constant(n.input(0)).isEmpty())
        .map(n -> n.attributes().integers("perm").orElseThrow())
        .filter(perm -> ways.stream().anyMatch(way -> Arrays.equals(way, perm)))
        .count();
  }

  private static Graph tiled(Graph graph) {
    return OrtGraphOptimizer.fold(ConvAlgorithms.all(ConvAlgorithm.WINOGRAD).apply(graph));
  }

  @ParameterizedTest
  @MethodSource("middles")
  void transposesOnlyTheInputAndTheOutput(Middle middle) {
    Graph plain = between(middle);
    Graph tiled = tiled(plain);

    assertThat(transposedImages(tiled)).isEqualTo(2);
    double[] expected = inDouble(plain);
    assertThat(Tolerances.relativeError(inDouble(tiled), expected)).isLessThan(ROUNDED_WEIGHTS);
    assertThat(Tolerances.relativeError(inRuntime(tiled), expected)).isLessThan(IN_FLOAT32);
  }

  static Stream<Arguments> pads() {
    return Stream.of(
        Arguments.of("reflect", new long[] {0, 0, 1, 2, 0, 0, 3, 1}),
        Arguments.of("edge", new long[] {0, 0, 2, 0, 0, 0, 1, 4}),
        Arguments.of("constant", new long[] {0, 0, 1, 1, 0, 0, 1, 1}));
  }

  @ParameterizedTest
  @MethodSource("pads")
  void readsTheBorderOfAPadWithoutPadding(String mode, long[] pads) {
    GraphBuilder b = new GraphBuilder("t/");
    b.input("x", TensorType.floats(2, 2, HEIGHT, WIDTH));
    String padded = b.op("Pad", Attributes.of("mode", mode), "x", b.vector(pads));
    Attributes transposed = SAME.with("pads", new long[] {2, 2, 2, 2});
    String one = convolution(b, VALID, padded, 2);
    String two = b.op("ConvTranspose", transposed, padded, noise(b, 2, 2, 2, 3, 3));
    Graph plain = OrtGraphOptimizer.withStaticTypes(b.build(Map.of("y", b.add(one, two))));
    Graph tiled = tiled(plain);

    assertThat(tiled.nodes()).extracting(Node::opType).doesNotContain("Pad", "Conv");
    assertThat(Tolerances.relativeError(inDouble(tiled), inDouble(plain)))
        .isLessThan(ROUNDED_WEIGHTS);
  }

  @Test
  void padsWhatAPadOfChannelsOrOfAnotherValueGives() {
    GraphBuilder b = new GraphBuilder("t/");
    b.input("x", TensorType.floats(1, 2, HEIGHT, WIDTH));
    String padded = b.op("Pad", "x", b.vector(0, 1, 1, 1, 0, 0, 1, 1), b.scalar(0));
    String grey = b.op("Pad", padded, b.vector(0, 0, 1, 1, 0, 0, 1, 1), b.scalar(0.5));
    Graph plain =
        OrtGraphOptimizer.withStaticTypes(b.build(Map.of("y", convolution(b, VALID, grey, 3))));
    Graph tiled = tiled(plain);

    assertThat(tiled.nodes()).filteredOn(n -> n.opType().equals("Pad")).hasSize(2);
    assertThat(Tolerances.relativeError(inDouble(tiled), inDouble(plain)))
        .isLessThan(ROUNDED_WEIGHTS);
  }

  /** Two poolings need channels first, and one tiled convolution does not outweigh them. */
  @Test
  void keepsChannelsFirstWhereThatTransposesLess() {
    GraphBuilder b = new GraphBuilder("t/");
    b.input("x", TensorType.floats(1, 2, HEIGHT, WIDTH));
    String pooled = b.op("Relu", b.op("AveragePool", SAME, "x"));
    String after = b.add(pooled, b.op("AveragePool", SAME, pooled));
    String z = b.add(convolution(b, SAME, after, 2), b.op("MaxPool", SAME, after));
    Graph tiled = tiled(OrtGraphOptimizer.withStaticTypes(b.build(Map.of("y", z))));

    assertThat(transposedImages(tiled)).isEqualTo(2);
    Node relu =
        tiled.nodes().stream().filter(n -> n.opType().equals("Relu")).findFirst().orElseThrow();
    assertThat(tiled.type(relu.output()).dims()).containsExactly(1, 2, HEIGHT, WIDTH);
  }

  /** The forward pass of a normalisation costs nothing where the backward pass spells it out. */
  @Test
  void sharesTheSpelledOutNormalisationWithTheBackwardPass() {
    Middle both =
        (b, x) -> {
          String centred = b.sub(x, b.reduce("ReduceMean", x, true, 2, 3));
          String variance = b.reduce("ReduceMean", b.mul(centred, centred), true, 2, 3);
          String inverse = b.op("Reciprocal", b.op("Sqrt", b.add(variance, b.scalar(1e-5))));
          return b.add(normalised(b, x), b.mul(centred, inverse));
        };
    Graph plain = between(both);
    Graph tiled = tiled(plain);

    assertThat(transposedImages(tiled)).isEqualTo(2);
    assertThat(tiled.nodes()).extracting(Node::opType).doesNotContain("InstanceNormalization");
    assertThat(tiled.nodes()).filteredOn(n -> n.opType().equals("Sub")).hasSize(1);
    assertThat(tiled.nodes()).filteredOn(n -> n.opType().equals("Reciprocal")).hasSize(1);
    assertThat(Tolerances.relativeError(inDouble(tiled), inDouble(plain)))
        .isLessThan(ROUNDED_WEIGHTS);
  }

  /** Forward alone, the operator and two transpositions are cheaper. */
  @Test
  void keepsANormalisationThatNothingElseSpellsOut() {
    assertThat(tiled(between(ChannelsLastTest::normalised)).nodes())
        .extracting(Node::opType)
        .contains("InstanceNormalization");
  }

  private static String normalised(GraphBuilder b, String x) {
    return b.op("InstanceNormalization", x, noise(b, 8, CHANNELS), noise(b, 9, CHANNELS));
  }

  @Test
  void everyRowAndColumnOfABorderIsWhereThePadTookItFrom() {
    GraphBuilder b = new GraphBuilder("t/");
    b.input("x", TensorType.floats(1, 1, 4, 5));
    String y = b.op("Pad", Attributes.of("mode", "reflect"), "x", b.vector(0, 0, 3, 1, 0, 0, 2, 4));
    Graph graph = OrtGraphOptimizer.withStaticTypes(b.build(Map.of("y", y)));
    Border border = Border.of(graph, graph.nodes().get(0)).orElseThrow();

    assertThat(border.down()).containsExactly(3, 2, 1, 0, 1, 2, 3, 2, 1);
    assertThat(border.right()).containsExactly(1, 0, 1, 2, 3, 4, 3, 2, 1, 0);
    assertThat(border.row(-1)).isEqualTo(Border.ZERO);
    assertThat(border.column(10)).isEqualTo(Border.ZERO);
  }
}
