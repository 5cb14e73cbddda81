package io.cdmaa.optimize;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.onnx.Value;
import io.cdmaa.reference.OrtRunner;
import io.cdmaa.reference.ReferenceEvaluator;
import io.cdmaa.reference.Tensor64;
import io.cdmaa.reference.Tolerances;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What runs in float16, what does not, and that the results are those of the graph. */
class HalfPrecisionTest {
  private static final long[] MAP = {1, 4, 6, 6};
  private static final Attributes SAME = Attributes.of("pads", new long[] {1, 1, 1, 1});

  /** A convolution, something in the middle, and a convolution. */
  private static Graph around(double size, MiddlePart middle) {
    GraphBuilder b = new GraphBuilder("t/");
    b.input("x", TensorType.floats(MAP));
    String before = b.op("Conv", SAME, "x", weights(b, 1, size));
    String after = b.op("Conv", SAME, middle.emit(b, before), weights(b, 2, 0.3));
    return b.build(Map.of("y", after));
  }

  private interface MiddlePart {
    String emit(GraphBuilder b, String x);
  }

  private static String weights(GraphBuilder b, long seed, double size) {
    return b.constant(
        TensorData.ofFloats(
            Tensor64.random(new Random(seed), -size, size, 4, 4, 3, 3).toFloats(), 4, 4, 3, 3));
  }

  private static Map<String, Tensor64> input() {
    return Map.of("x", Tensor64.random(new Random(3), -1, 1, MAP));
  }

  private static void assertSame(Graph graph) throws OrtException {
    double[] expected = ReferenceEvaluator.outputs(graph, input()).get("y").data();
    double[] actual = OrtRunner.run(HalfPrecision.apply(graph), input()).get("y").data();
    assertThat(Tolerances.relativeError(actual, expected))
        .isLessThan(4 * Tolerances.COMPUTED_FLOAT16);
  }

  private static Graph typed(Graph graph) {
    return OrtGraphOptimizer.withStaticTypes(HalfPrecision.apply(graph));
  }

  private static ElementType typeOf(Graph typed, String operator) {
    Node node =
        typed.nodes().stream().filter(n -> n.opType().equals(operator)).findFirst().orElseThrow();
    return typed.type(node.input(0)).elementType();
  }

  @Test
  void productsAndElementwiseWorkRunInHalfAndWeightsAreStoredSo() throws OrtException {
    Graph graph =
        around(0.3, (b, x) -> b.add(b.op("Tanh", x), b.op("MatMul", x, b.op("Sigmoid", x))));
    Graph typed = typed(graph);

    for (String operator : List.of("Tanh", "Sigmoid", "MatMul", "Add")) {
      assertThat(typeOf(typed, operator)).as(operator).isEqualTo(ElementType.FLOAT16);
    }
    assertThat(typed.nodes().stream().filter(n -> n.opType().equals("Conv")))
        .hasSize(2)
        .allMatch(
            n ->
                typed.constant(n.input(1)).orElseThrow().type().elementType()
                    == ElementType.FLOAT16);
    assertSame(graph);
  }

  @Test
  void inputsAndOutputsStayInFloat32() {
    Graph typed = typed(around(0.3, (b, x) -> b.op("Tanh", x)));
    assertThat(typed.inputs()).containsExactly(new Value("x", TensorType.floats(MAP)));
    assertThat(typed.outputs()).containsExactly(new Value("y", TensorType.floats(MAP)));
  }

  /** The squares exceed 65504, so a float16 mean of them would be infinite. */
  @Test
  void statisticsAndWhatOnlyTheyReadStayInFloat32() throws OrtException {
    Graph graph =
        around(
            300,
            (b, x) -> {
              String variance = b.reduce("ReduceMean", b.mul(x, x), true, 2, 3);
              return b.op("Tanh", b.mul(x, b.op("Reciprocal", b.op("Sqrt", variance))));
            });
    Graph typed = typed(graph);

    for (String operator : List.of("ReduceMean", "Sqrt", "Reciprocal")) {
      assertThat(typeOf(typed, operator)).as(operator).isEqualTo(ElementType.FLOAT);
    }
    assertThat(typeOf(typed, "Tanh")).isEqualTo(ElementType.FLOAT16);
    assertSame(graph);
  }

  @Test
  void normalisationStaysInFloat32() throws OrtException {
    Graph graph =
        around(
            100,
            (b, x) -> {
              String ones = b.constant(TensorData.ofFloats(new float[] {1, 1, 1, 1}, 4));
              return b.op("Relu", b.op("InstanceNormalization", x, ones, ones));
            });
    Graph typed = typed(graph);
    assertThat(typeOf(typed, "InstanceNormalization")).isEqualTo(ElementType.FLOAT);
    assertThat(typeOf(typed, "Relu")).isEqualTo(ElementType.FLOAT16);
    assertSame(graph);
  }

  /** In float16 the quotient of this loss would be zero, and so its way back. */
  @Test
  void lossesAndTheirWayBackStayInFloat32UntilTheNextConvolution() throws OrtException {
    GraphBuilder b = new GraphBuilder("t/");
    b.input("x", TensorType.floats(MAP));
    String fake = b.op("Tanh", b.op("Conv", SAME, "x", weights(b, 1, 0.3)));
    String loss = b.reduce("ReduceMean", b.mul(fake, fake), false, 1, 2, 3);
    String seed = b.scale(b.mul(fake, fake), 1e-9);
    String back = b.op("ConvTranspose", SAME, b.scale(seed, 1e9), weights(b, 2, 0.3));
    Graph graph = b.build(Map.of("fake", fake, "loss", loss, "y", back));
    Graph typed = typed(graph);

    assertThat(typed.nodes().stream().filter(n -> n.opType().equals("Mul")))
        .isNotEmpty()
        .allMatch(n -> typed.type(n.output()).elementType() == ElementType.FLOAT);
    assertThat(typeOf(typed, "ConvTranspose")).isEqualTo(ElementType.FLOAT16);
    assertSame(graph);
  }

  @Test
  void whatPrecedesTheFirstConvolutionStaysInFloat32() throws OrtException {
    GraphBuilder b = new GraphBuilder("t/");
    b.input("x", TensorType.floats(MAP));
    String half =
        b.constant(
            TensorData.ofFloats(Tensor64.random(new Random(4), 0, 1, 6, 6).toFloats(), 6, 6));
    String sized = b.op("MatMul", b.scale("x", 0.5), half);
    Graph graph = b.build(Map.of("y", b.op("Conv", SAME, sized, weights(b, 1, 0.3))));
    assertThat(typeOf(typed(graph), "MatMul")).isEqualTo(ElementType.FLOAT);
    assertSame(graph);
  }

  @Test
  void aConstantThatHalfPrecisionDoesNotHoldKeepsItsNodeInFloat32() throws OrtException {
    for (double constant : List.of(1e-6, 1e6)) {
      Graph graph =
          around(0.3, (b, x) -> b.scale(b.op("Tanh", b.scale(x, constant)), 1 / constant));
      assertThat(typed(graph).nodes().stream().filter(n -> n.opType().equals("Mul")))
          .hasSize(2)
          .allMatch(n -> n.inputs().stream().noneMatch(name -> name.startsWith("h/const")));
      double[] actual = OrtRunner.run(HalfPrecision.apply(graph), input()).get("y").data();
      assertThat(actual).as("with " + constant).doesNotContain(Double.NaN);
    }
  }

  /** In float16 the slope would be infinite, and zero times it no number. */
  @Test
  void theStepOfAReluStaysAStep() throws OrtException {
    Attributes steep = Attributes.of("alpha", 3e38f, "beta", 0f);
    assertSame(around(0.3, (b, x) -> b.mul(x, b.op("HardSigmoid", steep, x))));
    assertSame(
        around(
            0.3,
            (b, x) -> {
              String y = b.op("Relu", x);
              return b.mul(y, b.op("HardSigmoid", steep, y));
            }));
  }

  @Test
  void theSameGraphGivesTheSameGraph() {
    Graph graph = around(0.3, (b, x) -> b.op("Tanh", x));
    assertThat(HalfPrecision.apply(graph)).isEqualTo(HalfPrecision.apply(graph));
  }
}
