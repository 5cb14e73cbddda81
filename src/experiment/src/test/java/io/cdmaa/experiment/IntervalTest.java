package io.cdmaa.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IntervalTest {
  @Test
  void widthIsThatOfTheNormalApproximationForManyValues() {
    SplittableRandom random = new SplittableRandom(4);
    double[] values = random.doubles(400).toArray();
    double mean = 0;
    for (double value : values) {
      mean += value / values.length;
    }
    Interval interval = Interval.ofMean(values);
    // The standard error of the mean of 400 uniform values is sqrt(1/12) / 20.
    double half = 1.96 * Math.sqrt(1.0 / 12) / 20;
    assertThat(interval.low()).isCloseTo(mean - half, within(0.15 * half));
    assertThat(interval.high()).isCloseTo(mean + half, within(0.15 * half));
  }

  @Test
  void coversTheTrueMeanAboutAsOftenAsItSays() {
    SplittableRandom random = new SplittableRandom(9);
    int covered = 0;
    int trials = 200;
    for (int trial = 0; trial < trials; trial++) {
      Interval interval = Interval.ofMean(random.doubles(24).toArray());
      covered += interval.low() <= 0.5 && 0.5 <= interval.high() ? 1 : 0;
    }
    // 95 % less what the percentile bootstrap lacks with 24 values, and three deviations.
    assertThat(covered).isBetween(174, 199);
  }

  @Test
  void staysInsideTheValuesAndIsTheSameEachTime() {
    double[] rates = {0, 0, 1, 0, 0.2};
    Interval interval = Interval.ofMean(rates);
    assertThat(interval.low()).isBetween(0.0, 0.24);
    assertThat(interval.high()).isBetween(0.24, 1.0);
    assertThat(Interval.ofMean(rates)).isEqualTo(interval);
    assertThat(Interval.ofMean(new double[] {0.3})).isEqualTo(new Interval(0.3, 0.3));
  }

  @Test
  void refusesNothing() {
    assertThatThrownBy(() -> Interval.ofMean(new double[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
