package io.cdmaa.mgda;

import static io.cdmaa.testkit.Samples.gram;
import static io.cdmaa.testkit.Samples.random;
import static io.cdmaa.testkit.Samples.scaled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class NashMtlTest extends GramWeightingContract {
  @Override
  GramWeighting strategy() {
    return new NashMtl();
  }

  /**
   * By hand: with cosine r the solution for two unit gradients is b = 1 / sqrt(1 + r) for both, and
   * a gradient of length l gets b / l. Here r = -1 / sqrt 2.
   */
  @Test
  void twoGradientsAreWeightedByTheirLengths() {
    double b = 1 / Math.sqrt(1 - Math.sqrt(0.5));

    assertThat(coefficients(new double[] {1, 0}, new double[] {-1, 1}))
        .containsExactly(new double[] {b, b / Math.sqrt(2)}, within(1e-12));
  }

  @Property(seed = "1", tries = 60, shrinking = ShrinkingMode.OFF)
  void theProductWithEachGradientIsTheInverseOfItsWeight(
      @ForAll @LongRange(min = 0, max = 100_000) long seed,
      @ForAll @IntRange(min = 1, max = 32) int count) {
    double[][] gram = gram(random(count, 60, seed));

    double[] a = new NashMtl().weights(0, gram);

    double[] products = Grams.multiply(gram, a);
    for (int j = 0; j < count; j++) {
      assertThat(a[j]).isPositive();
      assertThat(a[j] * products[j]).isEqualTo(1, within(1e-9));
    }
  }

  /** Scaling gradient j by t divides its weight by t. */
  @Test
  void theDirectionDoesNotDependOnTheLengths() {
    double[][] rows = random(4, 30, 3);

    double[] direction = direction(scaled(rows, 1e-4, 1e4, 1, 100));

    assertThat(direction).containsExactly(direction(rows), within(1e-9));
  }

  /** Half of the first and half of the second gradient cancel. */
  @Test
  void thereIsNoBargainIfTheHullContainsZero() {
    assertThat(
            coefficients(new double[] {1, 1, 0}, new double[] {-1, -1, 0}, new double[] {0, 0, 1}))
        .containsExactly(0, 0, 0);
    assertThat(coefficients(random(20, 3, 8))).containsOnly(0);
  }
}
