package io.cdmaa.mgda;

import static io.cdmaa.testkit.Samples.random;
import static io.cdmaa.testkit.Samples.scaled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ImtlGTest extends GramWeightingContract {
  @Override
  GramWeighting strategy() {
    return new ImtlG();
  }

  /**
   * By hand: the inverse of {{1, -1}, {-1, 2}} is {{2, 1}, {1, 1}}; times the lengths (1, sqrt 2)
   * and divided by the sum this is (2 - sqrt 2, sqrt 2 - 1).
   */
  @Test
  void theWeightsOfTwoGradientsSumToOne() {
    assertThat(coefficients(new double[] {1, 0}, new double[] {-1, 1}))
        .containsExactly(new double[] {2 - Math.sqrt(2), Math.sqrt(2) - 1}, within(1e-14));
  }

  @Property(seed = "1", tries = 60, shrinking = ShrinkingMode.OFF)
  void theProjectionsOntoUnitGradientsAreEqualAndPositive(
      @ForAll @LongRange(min = 0, max = 100_000) long seed,
      @ForAll @IntRange(min = 1, max = 32) int count) {
    double[][] rows = random(count, 60, seed);

    double[] coefficients = coefficients(rows);
    double[] direction = direction(rows);

    double first = Grams.dot(rows[0], direction) / length(rows[0]);
    assertThat(first).isPositive();
    for (double[] row : rows) {
      assertThat(Grams.dot(row, direction) / length(row)).isEqualTo(first, within(1e-9 * first));
    }
    assertThat(Math.abs(Arrays.stream(coefficients).sum())).isEqualTo(1, within(1e-9));
  }

  /**
   * The third gradient lies almost between the others and is short, so that its weight is large and
   * negative: weights that sum to 1 would oppose all three.
   */
  @Test
  void theDirectionRaisesAllLossesEvenIfThePapersWeightsWouldNot() {
    double[][] rows = {{1, 0, 0.1}, {0, 1, 0.1}, {0.01, 0.01, 0}};

    double[] direction = direction(rows);

    assertThat(Arrays.stream(coefficients(rows)).sum()).isEqualTo(-1, within(1e-9));
    assertThat(Arrays.stream(rows)).allMatch(row -> cosine(row, direction) > 0.1);
  }

  @Test
  void lengthsThatDifferByEightOrdersDoNotDisturbIt() {
    double[][] rows = scaled(random(4, 30, 2), 1e-4, 1e4, 1, 100);

    double[] direction = direction(rows);

    double cosine = cosine(rows[0], direction);
    assertThat(Arrays.stream(rows))
        .allSatisfy(row -> assertThat(cosine(row, direction)).isEqualTo(cosine, within(1e-9)));
  }
}
