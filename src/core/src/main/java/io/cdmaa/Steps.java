package io.cdmaa;

import io.cdmaa.attack.AttackSettings;
import io.cdmaa.attack.BudgetShape;
import io.cdmaa.attack.Schedule;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Budget, step size and number of steps: a preset and the values that take precedence over it.
 *
 * @param strength the preset
 * @param epsilon largest change of any value
 * @param stepSize length of a step
 * @param iterations number of steps
 */
record Steps(
    Strength strength, OptionalDouble epsilon, OptionalDouble stepSize, OptionalInt iterations) {

  static Steps of(Strength preset) {
    return new Steps(preset, OptionalDouble.empty(), OptionalDouble.empty(), OptionalInt.empty());
  }

  Steps withStrength(Strength preset) {
    return new Steps(preset, epsilon, stepSize, iterations);
  }

  Steps withEpsilon(double largest) {
    return new Steps(strength, OptionalDouble.of(largest), stepSize, iterations);
  }

  Steps withStepSize(double length) {
    return new Steps(strength, epsilon, OptionalDouble.of(length), iterations);
  }

  Steps withIterations(int number) {
    return new Steps(strength, epsilon, stepSize, OptionalInt.of(number));
  }

  AttackSettings applyTo(AttackSettings settings, Method method) {
    return applyTo(settings, method.budget().form(), method.schedule());
  }

  /**
   * @param form of the budget
   * @param schedule of the search, on which the usual length of a few steps depends
   */
  AttackSettings applyTo(AttackSettings settings, BudgetShape.Form form, Schedule schedule) {
    int number = iterations.orElse(strength.iterations());
    return settings
        .withEpsilon(epsilon.orElse(strength.epsilon(form)))
        .withStepSize(stepSize.orElse(strength.stepSize(form, schedule, number)))
        .withIterations(number);
  }
}
