package io.cdmaa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.attack.BudgetShape.Form;
import io.cdmaa.attack.Schedule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrengthTest {
  @ParameterizedTest
  @CsvSource({
    "MEDIUM, UNIFORM, TWO_STAGE, 50, 0.01",
    "MEDIUM, UNIFORM, TWO_STAGE, 200, 0.01",
    "MEDIUM, UNIFORM, TWO_STAGE, 40, 0.0125",
    "MEDIUM, UNIFORM, TWO_STAGE, 15, 0.03",
    "MEDIUM, UNIFORM, TWO_STAGE, 0, 0.03",
    "MEDIUM, UNIFORM, WARM_UP, 50, 0.01",
    "MEDIUM, UNIFORM, WARM_UP, 15, 0.03",
    "MEDIUM, UNIFORM, CONSTANT, 15, 0.01",
    "MEDIUM, PERCEPTUAL, TWO_STAGE, 25, 0.0116",
    "HIGH, UNIFORM, TWO_STAGE, 40, 0.032"
  })
  void fewStepsAreUpToThreeTimesAsLongUnlessTheScheduleIsConstant(
      Strength strength, Form form, Schedule schedule, int number, double expected) {
    assertThat(strength.stepSize(form, schedule, number)).isCloseTo(expected, within(1e-12));
  }
}
