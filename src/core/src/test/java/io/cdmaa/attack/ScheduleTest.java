package io.cdmaa.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static DoubleStream multiples(Schedule schedule, int iterations) {
    return IntStream.range(0, iterations).mapToDouble(t -> schedule.multiple(t, iterations));
  }

  @Test
  void aConstantScheduleKeepsTheStepSize() {
    assertThat(multiples(Schedule.CONSTANT, 4)).containsExactly(1.0, 1.0, 1.0, 1.0);
  }

  @Test
  void theFirstHalfOfATwoStageScheduleHasLongerSteps() {
    assertThat(multiples(Schedule.TWO_STAGE, 5)).containsExactly(2.0, 2.0, 2.0, 1.0, 1.0);
  }

  @Test
  void theFirstFifthOfAWarmUpHasShorterSteps() {
    assertThat(multiples(Schedule.WARM_UP, 11))
        .containsExactly(0.5, 0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0);
  }

  @Test
  void aSearchOfAFewStepsHasNoWarmUp() {
    assertThat(multiples(Schedule.WARM_UP, 4)).containsExactly(1.0, 1.0, 1.0, 1.0);
  }
}
