package io.cdmaa.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.cdmaa.autodiff.InputRule.Formula;
import io.cdmaa.reference.Tolerances;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every gradient rule against finite differences, over the whole catalogue of cases. */
class GradientRulesTest {

  static Stream<GradientCase> cases() {
    return GradientCases.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void theGradientIsTheDerivative(GradientCase one) throws OrtException {
    assertThat(one.variables()).as("inputs that are differentiated").isNotEmpty();
    for (int i : one.variables()) {
      DifferenceCheck.Outcome outcome =
          DifferenceCheck.check(one.graph(), one.inputs(), GradientCase.name(i));
      assertThat(outcome.float64())
          .as("error by input %d in float64", i)
          .isLessThanOrEqualTo(DifferenceCheck.exactness(one.opType()));
      assertThat(outcome.float32())
          .as("error by input %d in ONNX Runtime", i)
          .isLessThanOrEqualTo(Tolerances.GRADIENT_FLOAT32);
      assertThat(outcome.kinks())
          .as("kinks among %d derivatives by input %d", outcome.elements(), i)
          .isLessThanOrEqualTo(outcome.elements() / 4);
    }
  }

  @Test
  void everyFormulaHasACase() {
    // An estimate is no derivative; StraightThroughTest holds it against its definition.
    Set<String> proven = new HashSet<>(Set.of("QuantizeLinear 0", "DequantizeLinear 0"));
    for (GradientCase one : GradientCases.all()) {
      one.variables().forEach(i -> proven.add(one.opType() + " " + i));
    }
    List<String> unproven = new ArrayList<>();
    for (OperatorRule rule : GradientRules.standard().all()) {
      IntStream.range(0, rule.inputs().size())
          .filter(i -> rule.inputs().get(i).rule() instanceof Formula)
          .filter(i -> !proven.contains(rule.opType() + " " + i))
          .forEach(i -> unproven.add(rule.opType() + " by " + rule.inputs().get(i).name()));
    }
    assertThat(unproven).as("formulas without a case").isEmpty();
    assertThat(proven).hasSizeGreaterThan(100);
  }

  @Test
  void noCaseIsThereTwice() {
    assertThat(cases().map(GradientCase::toString)).doesNotHaveDuplicates();
  }
}
