package io.cdmaa.optimize;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.reference.ReferenceEvaluator;
import io.cdmaa.reference.Tensor64;
import io.cdmaa.reference.Tolerances;
import io.cdmaa.runtime.PinnedSession;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every algorithm of a convolution computes the convolution. */
class ConvAlgorithmsTest {
  /**
   * Both graphs in float64; the transformed weights were rounded to float32, and the transform of
   * the results multiplies that by up to a few tens.
   */
  private static final double ROUNDED_WEIGHTS = 3e-6;

  /** Both graphs in ONNX Runtime: minimal filtering of six products costs one digit. */
  private static final double IN_FLOAT32 = 2e-5;

  /** One convolution: kernel, stride, pads and so on. */
  private record Case(
      ConvAlgorithm algorithm,
      String operator,
      int inputs,
      int outputs,
      int height,
      int width,
      Attributes attributes,
      int kernelDown,
      int kernelRight,
      boolean bias) {
    Graph graph() {
      GraphBuilder b = new GraphBuilder("t/");
      b.input("x", TensorType.floats(2, inputs, height, width));
      boolean transposed = operator.equals("ConvTranspose");
      long[] dims = {
        transposed ? inputs : outputs, transposed ? outputs : inputs, kernelDown, kernelRight
      };
      String w = random(b, 1, dims);
      String y =
          bias
              ? b.op(operator, attributes, "x", w, random(b, 2, outputs))
              : b.op(operator, attributes, "x", w);
      return OrtGraphOptimizer.withStaticTypes(b.build(Map.of("y", y)));
    }

    private static String random(GraphBuilder b, long seed, long... dims) {
      return b.constant(
          TensorData.ofDoubles(Tensor64.random(new Random(seed), -1, 1, dims).data(), dims));
    }

    @Override
    public String toString() {
      return algorithm
          + " "
          + operator
          + " "
          + inputs
          + ">"
          + outputs
          + " "
          + height
          + "x"
          + width
          + " k"
          + kernelDown
          + "x"
          + kernelRight
          + attributes
          + (bias ? " bias" : "");
    }
  }

  private static Attributes window(long stride, long... pads) {
    return Attributes.of("strides", new long[] {stride, stride}, "pads", pads);
  }

  static Stream<Case> cases() {
    ConvAlgorithm w = ConvAlgorithm.WINOGRAD;
    ConvAlgorithm p = ConvAlgorithm.POLYPHASE;
    ConvAlgorithm s = ConvAlgorithm.STRIDED;
    String conv = "Conv";
    String up = "ConvTranspose";
    Attributes outward = window(2, 1, 1, 1, 1).with("output_padding", new long[] {1, 1});
    return Stream.of(
        new Case(w, conv, 3, 5, 12, 12, window(1, 1, 1, 1, 1), 3, 3, true),
        new Case(w, conv, 3, 2, 9, 14, window(1, 1, 1, 1, 1), 3, 3, false),
        new Case(w, conv, 2, 3, 7, 5, window(1, 0, 0, 0, 0), 3, 3, true),
        new Case(w, conv, 2, 3, 6, 6, window(1, 2, 0, 1, 2), 3, 3, false),
        new Case(w, conv, 2, 2, 3, 3, window(1, 0, 0, 0, 0), 3, 3, false),
        new Case(w, conv, 2, 3, 8, 8, Attributes.of("auto_pad", "SAME_UPPER"), 3, 3, false),
        new Case(w, up, 3, 2, 8, 8, window(1, 1, 1, 1, 1), 3, 3, true),
        new Case(w, up, 3, 2, 5, 8, window(1, 0, 2, 1, 0), 3, 3, false),
        new Case(p, conv, 3, 4, 16, 16, window(2, 1, 1, 1, 1), 4, 4, true),
        new Case(p, conv, 2, 3, 13, 10, window(2, 1, 1, 1, 1), 4, 4, false),
        new Case(p, conv, 2, 3, 12, 12, window(2, 1, 1, 1, 1), 3, 3, true),
        new Case(p, conv, 2, 3, 11, 11, window(2, 0, 1, 2, 0), 3, 3, false),
        new Case(
            p,
            conv,
            2,
            3,
            9,
            9,
            Attributes.of("auto_pad", "SAME_LOWER").with("strides", new long[] {2, 2}),
            3,
            3,
            false),
        new Case(p, up, 4, 3, 8, 8, window(2, 1, 1, 1, 1), 4, 4, true),
        new Case(p, up, 2, 3, 5, 7, window(2, 1, 1, 1, 1), 4, 4, false),
        new Case(p, up, 2, 3, 6, 6, window(2, 0, 2, 1, 0), 4, 4, false),
        new Case(p, up, 2, 3, 6, 6, outward, 3, 3, true),
        new Case(p, up, 2, 3, 6, 5, window(2, 1, 1, 1, 1), 3, 3, false),
        new Case(s, conv, 5, 3, 12, 12, window(1, 3, 3, 3, 3), 7, 7, true),
        new Case(s, conv, 2, 3, 10, 12, window(1, 3, 3, 3, 3), 7, 7, true),
        new Case(s, conv, 2, 1, 12, 8, window(1, 4, 4, 4, 4), 9, 9, true),
        new Case(s, conv, 2, 5, 12, 12, window(1, 3, 3, 3, 3), 7, 7, false),
        new Case(s, conv, 2, 3, 10, 14, window(1, 2, 2, 2, 2), 5, 5, false),
        new Case(s, conv, 2, 1, 12, 12, window(1, 1, 0, 2, 5), 8, 6, false),
        new Case(s, up, 3, 2, 8, 8, window(1, 3, 3, 3, 3), 7, 7, true),
        new Case(ConvAlgorithm.PLAIN, up, 3, 2, 6, 6, window(1, 1, 0, 1, 0), 3, 1, true),
        new Case(
            ConvAlgorithm.PLAIN,
            up,
            3,
            2,
            6,
            6,
            window(1, 1, 1, 1, 1).with("dilations", new long[] {2, 2}),
            3,
            3,
            true));
  }

  private static double[] inDouble(Graph graph) {
    Tensor64 x = Tensor64.random(new Random(5), -1, 1, graph.type("x").dims());
    return ReferenceEvaluator.outputs(graph, Map.of("x", x)).get("y").data();
  }

  private static double[] inRuntime(Graph graph) {
    Tensor64 x = Tensor64.random(new Random(5), -1, 1, graph.type("x").dims());
    return output(
        new SessionFactory(RuntimeSettings.cpu()), graph, FloatTensor.of(x.toFloats(), x.dims()));
  }

  /** What a graph makes of its input x: its output y. */
  static double[] output(SessionFactory factory, Graph graph, FloatTensor x) {
    FloatTensor y = FloatTensor.zeros(graph.outputs().get(0).type().dims());
    try (PinnedSession session = factory.open(GraphCodec.encode(graph).toByteArray())) {
      session.bindInput("x", x);
      session.bindOutput("y", y);
      session.run();
    }
    double[] values = new double[y.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = y.get(i);
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void computesTheConvolution(Case each) {
    Graph plain = each.graph();
    ConvAlgorithms algorithms = ConvAlgorithms.all(each.algorithm());
    Graph other = OrtGraphOptimizer.withStaticTypes(algorithms.apply(plain));

    assertThat(algorithms.counts(plain)).containsOnlyKeys(each.algorithm());
    if (each.algorithm() != ConvAlgorithm.PLAIN) {
      assertThat(other.nodes().size()).isGreaterThan(plain.nodes().size());
    }
    assertThat(other.outputs()).isEqualTo(plain.outputs());
    double[] expected = inDouble(plain);
    assertThat(Tolerances.relativeError(inDouble(other), expected)).isLessThan(ROUNDED_WEIGHTS);
    assertThat(Tolerances.relativeError(inRuntime(other), expected)).isLessThan(IN_FLOAT32);
  }

  static Stream<Arguments> misfits() {
    Attributes holes = window(1, 2, 2, 2, 2).with("dilations", new long[] {2, 2});
    return Stream.of(
        Arguments.of("5 x 5 kernel, odd output", "Conv", window(1, 2, 2, 2, 2), 5, 9),
        Arguments.of("dilation", "Conv", holes, 3, 8),
        Arguments.of("stride 3", "Conv", window(3, 1, 1, 1, 1), 3, 9),
        Arguments.of("stride 2 with 5 x 5", "Conv", window(2, 2, 2, 2, 2), 5, 8),
        Arguments.of(
            "output far beyond the phases",
            "ConvTranspose",
            window(2, 0, 0, 0, 0).with("output_padding", new long[] {1, 1}),
            4,
            6));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("misfits")
  void leavesAloneWhatNoFormulationFits(
      String name, String operator, Attributes attributes, int kernel, int size) {
    Graph plain =
        new Case(null, operator, 2, 2, size, size, attributes, kernel, kernel, false).graph();
    Layer layer = Layer.of(plain, plain.nodes().get(0)).orElseThrow();
    assertThat(ConvAlgorithm.candidates(layer, false)).containsExactly(ConvAlgorithm.PLAIN);
    assertThat(ConvAlgorithms.byRules().apply(plain).nodes()).isEqualTo(plain.nodes());
  }

  @Test
  void turnsATransposedConvolutionOfStrideOneIntoAPlainOne() {
    Graph plain =
        new Case(null, "ConvTranspose", 3, 2, 6, 6, window(1, 1, 1, 1, 1), 3, 3, true).graph();
    Graph turned = ConvAlgorithms.byRules().apply(plain);
    assertThat(turned.nodes()).anyMatch(n -> n.opType().equals("Conv"));
    assertThat(turned.nodes()).noneMatch(n -> n.opType().equals("ConvTranspose"));
    assertThat(Tolerances.relativeError(inDouble(turned), inDouble(plain)))
        .isLessThan(Tolerances.SAME_IN_FLOAT64);
  }

  @ParameterizedTest
  @CsvSource({"2,2", "4,2", "5,2", "3,3", "4,3", "2,3", "2,5"})
  void minimalFilteringIsACorrelation(int results, int taps) {
    WinogradTransform transform = WinogradTransform.of(results, taps);
    Random random = new Random(results * 10 + taps);
    double[] input = random.doubles(transform.products(), -1, 1).toArray();
    double[] weights = random.doubles(taps, -1, 1).toArray();
    for (int i = 0; i < results; i++) {
      double expected = 0;
      for (int k = 0; k < taps; k++) {
        expected += input[i + k] * weights[k];
      }
      double found = 0;
      for (int j = 0; j < transform.products(); j++) {
        found +=
            transform.output()[i][j]
                * dot(transform.weights()[j], weights)
                * dot(transform.input()[j], input);
      }
      assertThat(found).isCloseTo(expected, org.assertj.core.api.Assertions.within(1e-12));
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** 33 positions: eleven tiles of three cost 44 products, nine of four 45, seven of five 42. */
  @ParameterizedTest
  @CsvSource({"33,2,5", "32,2,4", "64,3,4", "9,3,3", "6,3,3", "2,3,2"})
  void picksTheTileThatCostsLeast(int length, int taps, int expected) {
    assertThat(WinogradTransform.cheapest(length, taps).results()).isEqualTo(expected);
  }

  @Test
  void rulesSaveArithmeticInALargeLayer() {
    Graph plain =
        new Case(null, "Conv", 64, 64, 32, 32, window(1, 1, 1, 1, 1), 3, 3, false).graph();
    Graph formulated = OrtGraphOptimizer.withStaticTypes(ConvAlgorithms.byRules().apply(plain));
    assertThat(List.of(ConvAlgorithmRules.choose(Layer.of(plain, plain.nodes().get(0)).get())))
        .containsExactly(ConvAlgorithm.WINOGRAD);
    assertThat(Cost.of(formulated).multiplyAdds()).isLessThan(Cost.of(plain).multiplyAdds());
  }

  /** Wide weights are worth transforming for two images of 16 x 16 results, not for one. */
  @ParameterizedTest
  @CsvSource({
    "1, 256, 512, PLAIN",
    "2, 256, 512, POLYPHASE",
    "1, 128, 256, POLYPHASE",
    "5, 64, 8, PLAIN"
  })
  void rulesTransformWideWeightsForManyPositionsOnly(
      long rows, long inputs, long outputs, ConvAlgorithm expected) {
    Layer layer =
        new Layer(
            false,
            new long[] {rows, inputs, 32, 32},
            new long[] {outputs, inputs, 4, 4},
            new long[] {rows, outputs, 16, 16},
            new long[] {2, 2},
            new long[] {1, 1, 1, 1},
            new long[] {1, 1},
            1,
            false);
    assertThat(ConvAlgorithmRules.choose(layer)).isEqualTo(expected);
  }
}
