package io.cdmaa.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.mgda.Aggregation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepsPerIterationTest {
  private static IterationReport report(int step) {
    Losses losses = new Losses(new double[][] {{0.1}});
    Aggregation aggregation =
        new Aggregation(
            new double[1], new double[1], new boolean[1], 0, 0, 0, new double[][] {{1}});
    return new IterationReport(
        0, step, losses, List.of(GradientRow.mean(0)), aggregation, 0.01, new double[1]);
  }

  @ParameterizedTest
  @CsvSource({"50,90", "50,50", "1,2", "3,8"})
  void everyIterationIsReportedOnceAndInOrder(int iterations, int steps) {
    StepsPerIteration pace = new StepsPerIteration(iterations, steps);
    List<Integer> told = new ArrayList<>();
    AttackListener listener =
        pace.perIteration(
            report -> {
              told.add(report.iteration());
              return true;
            });
    for (int step = 0; step < steps; step++) {
      listener.onIteration(report(step));
    }
    assertThat(told).isEqualTo(IntStream.range(0, iterations).boxed().toList());
    // The place behind the last step, where the last iterate is evaluated.
    assertThat(pace.iteration(steps)).isEqualTo(iterations);
  }

  @Test
  void aListenerCancelsAtTheFirstStepOfAnIteration() {
    AttackListener listener = new StepsPerIteration(2, 4).perIteration(report -> false);
    assertThat(listener.onIteration(report(0))).isFalse();
    assertThat(listener.onIteration(report(1))).isTrue();
    assertThat(listener.onIteration(report(2))).isFalse();
  }
}
