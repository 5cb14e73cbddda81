package io.cdmaa.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The catalogue is sound: ONNX Runtime and the evaluator agree on all its forms. */
class RuleCasesTest {
  @Test
  void runtimeAndReferenceAgreeOnEveryForm() throws Exception {
    List<String> wrong = new ArrayList<>();
    Set<Object> seen = new HashSet<>();
    TreeSet<String> operators = new TreeSet<>();
    List<RuleCase> cases = RuleCases.all();
    for (RuleCase one : cases) {
      operators.add(one.label().replaceAll("\\{.*", ""));
      if (!seen.add(one.graph())) {
        continue;
      }
      Map<String, Tensor64> expected = ReferenceEvaluator.outputs(one.graph(), one.inputs());
      Map<String, Tensor64> actual = OrtRunner.run(one.graph(), one.inputs());
      expected.forEach(
          (name, value) -> {
            Tensor64 other = actual.get(name);
            double error =
                other.toString().equals(value.toString())
                    ? Tolerances.relativeError(other.data(), value.data())
                    : Double.NaN;
            if (!(error <= Tolerances.RUNTIME_FLOAT32)) {
              wrong.add(one + " " + name + ": " + error + " " + other);
            }
          });
    }
    System.out.println(cases.size() + " cases of " + operators.size() + " operators");
    assertThat(wrong).isEmpty();
    assertThat(cases.size()).isGreaterThan(500);
  }

  @Test
  void noCaseStandsAtAKink() {
    List<String> kinked = new ArrayList<>();
    for (RuleCase one : RuleCases.all()) {
      Random random = new Random(one.label().hashCode());
      Map<String, Tensor64> seeds = new HashMap<>();
      ReferenceEvaluator.outputs(one.graph(), one.inputs())
          .forEach((name, y) -> seeds.put(name, Tensor64.random(random, 0.5, 1.5, y.dims())));
      int kinks =
          new FiniteDifferences(one.graph(), one.inputs(), one.input(), seeds).gradient().kinks();
      if (kinks > 0) {
        kinked.add(one + ": " + kinks);
      }
    }
    assertThat(kinked).isEmpty();
  }
}
