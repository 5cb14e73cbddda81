package io.cdmaa.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.onnx.Value;
import io.cdmaa.reference.FiniteDifferences;
import io.cdmaa.reference.OrtRunner;
import io.cdmaa.reference.ReferenceEvaluator;
import io.cdmaa.reference.Tensor64;
import io.cdmaa.reference.Tolerances;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Compares an emitted gradient with finite differences of the function itself in float64: once
 * evaluated in float64, which shows the mathematics, and once run by ONNX Runtime in float32, which
 * shows what users get.
 */
final class DifferenceCheck {
  private DifferenceCheck() {}

  /**
   * What came out.
   *
   * @param elements how many derivatives there are
   * @param kinks how many of them were left out, because the function has a kink there
   * @param float64 largest relative error of the emitted graph in float64
   * @param float32 largest relative error of the emitted graph in ONNX Runtime
   * @param gradient the emitted graph
   */
  record Outcome(int elements, int kinks, double float64, double float32, Graph gradient) {}

  /**
   * What the emitted graph may be off in float64. Resize's weights are read off ONNX Runtime, which
   * computes them in float32.
   */
  static double exactness(String opType) {
    return opType.equals("Resize") ? Tolerances.GRADIENT_FLOAT32 : Tolerances.ROUNDED_CONSTANT;
  }

  /** Holds an outcome against the central tolerances. */
  static void assertExact(String opType, Outcome outcome) {
    assertThat(outcome.float64()).as("error in float64").isLessThanOrEqualTo(exactness(opType));
    assertThat(outcome.float32())
        .as("error in ONNX Runtime")
        .isLessThanOrEqualTo(Tolerances.GRADIENT_FLOAT32);
  }

  /** The gradient of the outputs, weighted by the inputs {@code seed/...}, as a graph. */
  static Graph gradientGraph(Graph graph, String wrt) {
    GraphBuilder builder = GraphBuilder.of(graph, "g/");
    Map<String, String> seeds = new LinkedHashMap<>();
    for (Value output : graph.outputs()) {
      TensorType type = graph.type(output.name());
      if (type.elementType().isFloatingPoint()) {
        seeds.put(output.name(), builder.input("seed/" + output.name(), type));
      }
    }
    String gradient = Differentiator.standard().gradient(graph, seeds, wrt, builder);
    return builder.build(Map.of("gradient", gradient));
  }

  /** Checks the gradient by one input at one point. */
  static Outcome check(Graph graph, Map<String, Tensor64> inputs, String wrt) throws OrtException {
    Graph gradient = gradientGraph(graph, wrt);
    wellFormed(graph, gradient, wrt);
    Map<String, Tensor64> seeds = new LinkedHashMap<>();
    Map<String, Tensor64> all = new LinkedHashMap<>(inputs);
    Random random = new Random(wrt.hashCode());
    for (Value value : gradient.inputs()) {
      if (value.name().startsWith("seed/")) {
        Tensor64 seed = Tensor64.random(random, -1, 1, value.type().dims());
        seeds.put(value.name().substring("seed/".length()), seed);
        all.put(value.name(), seed);
      }
    }
    sameForward(graph.withOutputs(seeds.keySet()), inputs);
    FiniteDifferences.Gradient expected =
        new FiniteDifferences(graph, inputs, wrt, seeds).gradient();
    double[] exact = ReferenceEvaluator.outputs(gradient, all).get("gradient").data();
    double[] run = OrtRunner.run(gradient, all).get("gradient").data();
    return new Outcome(
        exact.length,
        expected.kinks(),
        expected.relativeError(exact),
        expected.relativeError(run),
        gradient);
  }

  /** Evaluator and runtime must mean the same function before its derivatives can be compared. */
  private static void sameForward(Graph graph, Map<String, Tensor64> inputs) throws OrtException {
    Map<String, Tensor64> run = OrtRunner.run(graph, inputs);
    ReferenceEvaluator.outputs(graph, inputs)
        .forEach(
            (name, value) -> {
              double error = Tolerances.relativeError(run.get(name).data(), value.rounded().data());
              if (!(error <= Tolerances.RUNTIME_FLOAT32)) {
                throw new AssertionError(
                    "ONNX Runtime and the reference disagree on " + name + " by " + error);
              }
            });
  }

  private static void wellFormed(Graph graph, Graph gradient, String wrt) {
    TensorType wanted = graph.type(wrt);
    Graph typed = OrtGraphOptimizer.withStaticTypes(gradient);
    if (!typed.type("gradient").equals(wanted)) {
      throw new AssertionError("gradient of type " + typed.type("gradient") + " for " + wanted);
    }
    for (Node node : gradient.nodes()) {
      if (!node.domain().isEmpty()) {
        throw new AssertionError(node.label() + " is no standard operator");
      }
    }
    byte[] once = GraphCodec.encode(gradient).toByteArray();
    byte[] twice = GraphCodec.encode(gradientGraph(graph, wrt)).toByteArray();
    if (!Arrays.equals(once, twice)) {
      throw new AssertionError("differentiating twice gives two graphs");
    }
  }
}
