package io.cdmaa.attack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CriterionTest {
  /** One domain broken, weakest 0.04, mean 0.065. */
  private static final Losses A = new Losses(new double[][] {{0.02, 0.06}, {0.09}});

  /** Two domains broken, weakest 0.03, mean 0.045. */
  private static final Losses B = new Losses(new double[][] {{0.03}, {0.05, 0.07}});

  @Test
  void eachCriterionPrefersWhatItsNameSays() {
    Losses oneBroken = new Losses(new double[][] {{0.02, 0.04}, {0.11}});
    assertThat(Criterion.THRESHOLD.compare(B, oneBroken, 0.05)).isPositive();
    assertThat(Criterion.THRESHOLD_MEAN.compare(B, oneBroken, 0.05)).isPositive();
    assertThat(Criterion.THRESHOLD.compare(A, B, 0.05)).isPositive();
    assertThat(Criterion.WEAKEST.compare(B, A, 0.05)).isNegative();
    assertThat(Criterion.MEAN.compare(B, oneBroken, 0.05)).isNegative();
    assertThat(Criterion.LAST.compare(B, A, 0.05)).isZero();
  }

  @Test
  void withAsManyBrokenTheMeanOrTheWeakestDecides() {
    Losses flat = new Losses(new double[][] {{0.04}, {0.051}});
    Losses steep = new Losses(new double[][] {{0.01}, {0.2}});
    assertThat(Criterion.THRESHOLD.compare(flat, steep, 0.05)).isPositive();
    assertThat(Criterion.THRESHOLD_MEAN.compare(flat, steep, 0.05)).isNegative();
  }
}
