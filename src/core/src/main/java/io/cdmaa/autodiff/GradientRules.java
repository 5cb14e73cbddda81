package io.cdmaa.autodiff;

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

  /** Returns all rules, ordered by operator name. */
  public Collection<OperatorRule> all() {
    return List.copyOf(rules.values());
  }
}
