package io.cdmaa.bf16;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cdmaa.Device;
import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.Value;
import io.cdmaa.reference.ReferenceEvaluator;
import io.cdmaa.reference.RuleCase;
import io.cdmaa.reference.RuleCases;
import io.cdmaa.reference.Tensor64;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operator in every form that generators use, against the evaluator in float64: those that
 * oneDNN does not compute must run, too.
 */
class OperatorsTest {
  /** What the rounding of operands of magnitude 1 may leave of a sum that cancels. */
  private static final double OPERAND = 0x1p-10;

  private static final Set<String> FAST = new TreeSet<>();

  private static NativeLibraries natives;

  @BeforeAll
  static void load() {
    OneDnnProvider provider = new OneDnnProvider();
    Optional<String> obstacle = provider.obstacle();
    assumeTrue(obstacle.isEmpty(), () -> "skipped because " + obstacle.orElse(""));
    natives = provider.natives();
  }

  static Iterable<RuleCase> cases() {
    return RuleCases.all().stream().filter(OperatorsTest::isOfFloats).toList();
  }

  private static boolean isOfFloats(RuleCase c) {
    Graph graph = c.graph();
    return graph.inputs().stream().allMatch(OperatorsTest::isFloat)
        && graph.outputs().stream().allMatch(OperatorsTest::isFloat);
  }

  private static boolean isFloat(Value value) {
    return value.type().elementType() == ElementType.FLOAT;
  }

  /** Returns the case's graph with all operands constant but the one that it is about. */
  private static Graph withConstants(RuleCase c) {
    Graph graph = c.graph();
    Map<String, TensorData> constants = new LinkedHashMap<>(graph.initializers());
    for (Value input : graph.inputs()) {
      if (!input.name().equals(c.input())) {
        Tensor64 x = c.inputs().get(input.name());
        constants.put(input.name(), TensorData.ofFloats(x.toFloats(), x.dims()));
      }
    }
    return new Graph(
        graph.opset(),
        List.of(graph.input(c.input()).orElseThrow()),
        graph.outputs(),
        graph.nodes(),
        constants,
        graph.types());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void computesWhatItsSpecificationSays(RuleCase c) {
    Graph graph = withConstants(c);
    Map<String, Tensor64> expected = ReferenceEvaluator.outputs(graph, c.inputs());
    Map<String, FloatTensor> results = new LinkedHashMap<>();
    SessionFactory sessions = new SessionFactory(new RuntimeSettings(Device.CPU, 1));
    byte[] model = GraphCodec.encode(graph).toByteArray();
    try (Bf16Session session = Bf16Session.open(natives, model, sessions, true)) {
      graph.inputs().forEach(v -> session.bindInput(v.name(), tensor(c.inputs().get(v.name()))));
      for (Value output : graph.outputs()) {
        FloatTensor result = FloatTensor.zeros(expected.get(output.name()).dims());
        results.put(output.name(), result);
        session.bindOutput(output.name(), result);
      }
      session.run();
      if (session.fastNodes() > 0) {
        FAST.add(graph.nodes().get(0).opType());
      }
    }
    results.forEach((name, result) -> Closeness.assertClose(result, expected.get(name), OPERAND));
  }

  private static FloatTensor tensor(Tensor64 x) {
    return FloatTensor.of(x.toFloats(), x.dims());
  }

  @AfterAll
  static void mostOperatorsOfGeneratorsRunInBf16() {
    if (natives != null) {
      assertThat(FAST)
          .contains(
              "Conv",
              "ConvTranspose",
              "InstanceNormalization",
              "Add",
              "Mul",
              "Sub",
              "Div",
              "Relu",
              "LeakyRelu",
              "Sigmoid",
              "Tanh",
              "ReduceMean",
              "ReduceSum",
              "Concat",
              "Slice",
              "Pad",
              "AveragePool",
              "Resize");
    }
  }
}
