package io.cdmaa.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class SoftCountTest {
  @Property(tries = 200)
  void theWeightIsTheSlopeOfTheValue(
      @ForAll @DoubleRange(min = 0.001, max = 1) @Scale(6) double loss,
      @ForAll @DoubleRange(min = 1, max = 6) double power) {
    SoftCount count = new SoftCount(power, 1.1);
    double step = 1e-6 * loss;
    double slope =
        (count.value(loss + step, 0.05) - count.value(loss - step, 0.05)) / (2 * step / 0.055);
    assertThat(count.weight(loss, 0.05)).isCloseTo(slope, within(1e-6 * (1 + slope)));
  }

  /** p = 2, margin 1: s(1) = 1/2, and the slope 2 r / (1 + r^2)^2 is 1/2 there, 4/25 at r = 2. */
  @Test
  void halfOfASuccessIsReachedAtTheThresholdAndLittleIsGainedBeyond() {
    SoftCount count = new SoftCount(2, 1);
    assertThat(count.value(0.05, 0.05)).isEqualTo(0.5);
    assertThat(count.weight(0.05, 0.05)).isEqualTo(0.5);
    assertThat(count.weight(0.1, 0.05)).isCloseTo(4.0 / 25, within(1e-15));
    assertThat(count.weight(0, 0.05)).isZero();
    assertThat(count.weight(0.0005, 0.05)).isLessThan(0.0201);
  }
}
