package io.cdmaa.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import io.cdmaa.CdmaaException;
import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.onnx.proto.GraphProto;
import io.cdmaa.onnx.proto.NodeProto;
import io.cdmaa.reference.Tensor64;
import io.cdmaa.reference.Tolerances;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** How rules are put together, and what is said when one is missing. */
class DifferentiatorTest {
  private static final TensorType IMAGE = TensorType.floats(1, 2, 3, 3);

  private final GraphBuilder b = new GraphBuilder("t/");
  private final String x = b.input("x", IMAGE);

  private Graph graph(String output) {
    return OrtGraphOptimizer.withStaticTypes(b.build(Map.of("y", output)));
  }

  private void named(String opType, String name, List<String> inputs, Attributes attributes) {
    b.add(new Node(opType, "", name, inputs, List.of(name), attributes));
  }

  private void assertExact(String output) throws OrtException {
    Tensor64 values = Tensor64.random(new Random(5), -1, 1, IMAGE.dims());
    DifferenceCheck.Outcome outcome =
        DifferenceCheck.check(graph(output), Map.of("x", values), "x");
    assertThat(outcome.float64()).isLessThan(Tolerances.ROUNDED_CONSTANT);
    assertThat(outcome.float32()).isLessThan(Tolerances.GRADIENT_FLOAT32);
  }

  @Test
  void contributionsOfSeveralUsesAddUp() throws OrtException {
    String square = b.mul(x, x);
    String cube = b.mul(square, x);
    assertExact(b.op("Sum", x, square, cube, b.op("Sin", b.add(square, cube))));
  }

  @Test
  void anInputUsedTwiceByOneNodeCountsTwice() throws OrtException {
    assertExact(b.op("Concat", Attributes.of("axis", 1), x, b.op("Tanh", x), x));
  }

  @Test
  void whatIsConstantBetweenStepsAddsNothing() throws OrtException {
    UnaryOperator<String> step = s -> b.op("Floor", b.scale(s, 3));
    assertExact(b.add(b.op("Exp", x), step.apply(x)));
  }

  @Test
  void truthValuesOnlyChoose() throws OrtException {
    String mask = b.op("Greater", x, b.scalar(0.1));
    String cast = b.op("Cast", Attributes.of("to", 1), mask);
    assertExact(b.mul(cast, b.op("Where", mask, b.op("Exp", x), b.op("Sin", x))));
  }

  @Test
  void unusedOutputsOfASplitCountAsZero() throws OrtException {
    List<String> parts = b.ops("Split", Attributes.of("axis", 1, "num_outputs", 2), 2, x);
    assertExact(b.op("Exp", parts.get(1)));
  }

  @Test
  void aScalarIsDifferentiatedFromOne() {
    Graph graph = graph(b.reduce("ReduceSum", b.scale(x, 3), false, 0, 1, 2, 3));
    GraphBuilder backward = GraphBuilder.of(graph, "g/");
    String gradient = Differentiator.standard().gradient(graph, "y", "x", backward);
    Graph result = OrtGraphOptimizer.withStaticTypes(backward.build(Map.of("gradient", gradient)));
    assertThat(result.type("gradient")).isEqualTo(IMAGE);
  }

  @Test
  void everyObstacleIsNamedInOneMessage() {
    named("Det", "det", List.of(b.reshape(x, 2, 3, 3)), Attributes.none());
    named("Cast", "quantised", List.of(x), Attributes.of("to", 6));
    named("Cast", "back", List.of("quantised"), Attributes.of("to", 1));
    String flat = b.op("ReduceMax", b.op("Abs", x));
    String bounds = b.reshape(b.op("Cast", Attributes.of("to", 7), flat), 1);
    named("Einsum", "diagonal", List.of(x), Attributes.of("equation", "abii->ab"));
    named("Slice", "cut", List.of(x, b.vector(0), bounds, b.vector(3)), Attributes.none());
    String all =
        b.op(
            "Sum",
            "back",
            b.op("ReduceMax", "det"),
            b.op("ReduceMax", "diagonal"),
            b.op("ReduceSum", "cut"));
    Graph graph = unchecked(all, "cut");
    assertThatThrownBy(() -> DifferenceCheck.gradientGraph(graph, "x"))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining(
            "Det 'det' (Det-11, opset 21): there is no gradient rule for this operator; re-export"
                + " the model without it, name another output (manifest:"
                + " output: {name: NAME}), or supply a gradient graph (manifest: gradient: FILE)")
        .hasMessageContaining(
            "Cast 'quantised' (Cast-21, opset 21): it casts to int32, not to float; re-export")
        .hasMessageContaining(
            "Einsum 'diagonal' (Einsum-12, opset 21): its equation 'abii->ab' repeats an index")
        .hasMessageContaining(
            "Slice 'cut' (Slice-13, opset 21): its bounds are computed at run time; re-export");
    assertThat(Differentiator.standard().obstacles(graph, "y", "x")).hasSize(5);
  }

  @Test
  void operatorsHaveTheVersionOfTheModelsOwnSet() {
    named("Det", "det", List.of(b.reshape(x, 2, 3, 3)), Attributes.none());
    named("Cast", "quantised", List.of("det"), Attributes.of("to", 6));
    named("Cast", "back", List.of("quantised"), Attributes.of("to", 1));
    Graph graph = graph("back");
    GraphBuilder backward = GraphBuilder.of(graph, "g/");
    Differentiator differentiator = Differentiator.standard().forModelOf(12);
    assertThatThrownBy(() -> differentiator.gradient(graph, Map.of("y", "y"), "x", backward))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("Det 'det' (Det-11, opset 12): there is no gradient rule")
        .hasMessageContaining("Cast 'quantised' (Cast-9, opset 12): it casts to int32");
  }

  @Test
  void recurrentLayersAreRefusedWithTheirRemedy() {
    String sequence = b.reshape(x, 9, 1, 2);
    String w = b.constant(TensorData.ofFloats(new float[3 * 3 * 2], 1, 9, 2));
    String r = b.constant(TensorData.ofFloats(new float[3 * 3 * 3], 1, 9, 3));
    named("GRU", "gru", List.of(sequence, w, r), Attributes.of("hidden_size", 3));
    Graph graph = graph(b.op("ReduceSum", "gru"));
    assertThatThrownBy(() -> DifferenceCheck.gradientGraph(graph, "x"))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("GRU 'gru' (GRU-14, opset 21): recurrent layers cannot be")
        .hasMessageContaining("unrolled");
  }

  @Test
  void aDerivativeThatIsZeroEverywhereIsNamed() {
    named("Round", "steps", List.of(x), Attributes.none());
    Graph graph = graph(b.scale("steps", 2));
    assertThatThrownBy(() -> DifferenceCheck.gradientGraph(graph, "x"))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining(
            "the derivative is zero at Round 'steps' (Round-11, opset 21, piecewise constant);"
                + " re-export the model without it, name another output");
  }

  /** With types, although the slice's length is open: what the differentiator sees is enough. */
  private Graph unchecked(String output, String open) {
    GraphBuilder closed = new GraphBuilder("t/");
    Graph whole = b.build(Map.of("y", output));
    whole.inputs().forEach(v -> closed.input(v.name(), v.type()));
    whole.initializers().forEach(closed::initializer);
    for (Node node : whole.nodes()) {
      boolean slice = node.output().equals(open);
      closed.add(
          slice
              ? new Node("Identity", "", open, List.of("x"), List.of(open), Attributes.none())
              : node);
    }
    Map<String, String> every = new HashMap<>();
    whole.nodes().forEach(n -> every.put(n.output(), n.output()));
    return whole.withTypes(OrtGraphOptimizer.withStaticTypes(closed.build(every)).types());
  }

  @Test
  void allNodesWithTheSameCauseAreNamed() {
    String y = x;
    for (int i = 0; i < 7; i++) {
      named("Cast", "c" + i, List.of(y), Attributes.of("to", 7));
      y = b.op("Cast", Attributes.of("to", 1), "c" + i);
      y = b.add(y, x);
    }
    Graph graph = graph(y);
    assertThatThrownBy(() -> DifferenceCheck.gradientGraph(graph, "x"))
        .hasMessageContaining(
            "Cast 'c0', Cast 'c1', Cast 'c2', Cast 'c3', Cast 'c4', Cast 'c5', Cast 'c6'"
                + " (Cast-21, opset 21): it casts");
  }

  @Test
  void dynamicFormsAreRefusedWithTheirReason() {
    assertRefused(
        GradientCase.on("Pad", "", GradientCase.x(2), GradientCase.ints(5, 0)).with("mode", "wrap"),
        "its wrap pads are wider than the image");
    assertRefused(
        GradientCase.on("ReduceL1", "", GradientCase.x(2, 3)).with("noop_with_empty_axes", 1),
        "differs between ONNX and ONNX Runtime");
    assertRefused(
        GradientCase.on(
                "ScatterElements", "", GradientCase.x(3), GradientCase.ints(1), GradientCase.x(1))
            .with("reduction", "mul"),
        "its reduction 'mul' has no formula");
  }

  private static void assertRefused(GradientCase one, String reason) {
    Graph graph = one.graph();
    assertThatThrownBy(() -> DifferenceCheck.gradientGraph(graph, "x0"))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void controlFlowIsSeenThroughWhatItsGraphsRead() {
    GraphProto body =
        GraphProto.newBuilder()
            .addNode(NodeProto.newBuilder().setOpType("Exp").addInput("x").addOutput("inner"))
            .build();
    String condition = b.op("Greater", b.op("ReduceMax", x), b.scalar(0));
    b.add(
        new Node(
            "If",
            "",
            "branch",
            List.of(condition),
            List.of("y"),
            Attributes.of("then_branch", body, "else_branch", body)));
    Graph whole = b.build(Map.of("y", "y"));
    Map<String, TensorType> types =
        new HashMap<>(
            OrtGraphOptimizer.withStaticTypes(whole.withOutputs(List.of(condition))).types());
    types.put("y", IMAGE);
    assertThatThrownBy(() -> DifferenceCheck.gradientGraph(whole.withTypes(types), "x"))
        .hasMessageContaining(
            "If 'branch' (If-21, opset 21): its control flow depends on run-time values")
        .hasMessageContaining("re-export by tracing");
  }

  @Test
  void noDependenceIsAnErrorOfItsOwn() {
    String other = b.input("other", IMAGE);
    Graph graph = graph(b.op("Exp", other));
    assertThatThrownBy(() -> DifferenceCheck.gradientGraph(graph, "x"))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("does not depend on the input 'x'");
  }
}
