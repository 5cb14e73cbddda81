package io.cdmaa.autodiff;

import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The table of gradient rules. A new operator is one new entry in one of its families. */
public final class GradientRules {
  private static final GradientRules STANDARD =
      new GradientRules(
          Stream.of(
                  ElementwiseRules.all(),
                  ActivationRules.all(),
                  ArithmeticRules.all(),
                  MatrixRules.all(),
                  Einsums.all(),
                  ConvolutionRules.all(),
                  NormalizationRules.all(),
                  PoolingRules.all(),
                  LpRules.all(),
                  ReductionRules.all(),
                  ShapeRules.all(),
                  IndexingRules.all(),
                  PadRules.all(),
                  ResizeRules.all(),
                  GridSampleRules.all(),
                  RecurrentRules.all(),
                  QuantizationRules.all(),
                  ControlFlowRules.all())
              .flatMap(List::stream)
              .toList());

  private final Map<String, OperatorRule> rules;

  private GradientRules(List<OperatorRule> all) {
    TreeMap<String, OperatorRule> byName = new TreeMap<>();
    for (OperatorRule rule : all) {
      if (byName.put(rule.opType(), rule) != null) {
        throw new IllegalStateException("two rules for " + rule.opType());
      }
    }
    rules = byName;
  }

  /** Returns the rules of the standard ONNX operators, in canonical form at opset 21. */
  public static GradientRules standard() {
    return STANDARD;
  }

  /** Returns the rule of an operator. */
  public Optional<OperatorRule> find(String domain, String opType) {
    return domain.isEmpty() ? Optional.ofNullable(rules.get(opType)) : Optional.empty();
  }

  /**
   * Emits the gradient of one of a node's inputs as the backward pass does. In a builder that
   * continues a differentiated graph this returns the value that is there already, and so
   * recognises it.
   *
   * @param builder continues a graph with all types known
   * @param node a node of that graph
   * @param input the position of the input
   * @param gradient the gradient of the node's first output
   * @return the gradient of the input; empty if there is no formula
   */
  public Optional<String> emit(GraphBuilder builder, Node node, int input, String gradient) {
    return find(node.domain(), node.opType())
        .map(rule -> rule.at(input))
        .filter(InputRule.Formula.class::isInstance)
        .map(InputRule.Formula.class::cast)
        .map(
            formula -> {
              List<Optional<String>> outputs = new ArrayList<>();
              node.outputs().forEach(o -> outputs.add(Optional.empty()));
              outputs.set(0, Optional.of(gradient));
              return formula.gradient().gradient(new Backward(builder, node, outputs, input));
            });
  }

  /** Returns all rules, ordered by operator name. */
  public Collection<OperatorRule> all() {
    return List.copyOf(rules.values());
  }
}
