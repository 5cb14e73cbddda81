package io.cdmaa.mgda;

import static io.cdmaa.testkit.Samples.combine;
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

class UpGradTest extends GramWeightingContract {
  @Override
  GramWeighting strategy() {
    return new UpGrad();
  }

  /**
   * By hand: (1, 0) projected onto the plane across (-1, 1) is (1, 0) + 1/2 (-1, 1), and (-1, 1)
   * across (1, 0) is (-1, 1) + (1, 0). The mean of both is (1, 0) + 3/4 (-1, 1).
   */
  @Test
  void twoGradientsInConflictAreEachProjected() {
    assertThat(coefficients(new double[] {1, 0}, new double[] {-1, 1}))
        .containsExactly(new double[] {1, 0.75}, within(1e-14));
  }

  @Property(seed = "1", tries = 60, shrinking = ShrinkingMode.OFF)
  void itOpposesNoGradient(
      @ForAll @LongRange(min = 0, max = 100_000) long seed,
      @ForAll @IntRange(min = 1, max = 16) int count,
      @ForAll @IntRange(min = 1, max = 20) int dimensions) {
    double[][] rows = random(count, dimensions, seed);

    double[] direction = direction(rows);

    for (double[] row : rows) {
      assertThat(Grams.dot(row, direction)).isGreaterThan(-1e-9 * length(row));
    }
  }

  /** A(diag(c + c') J) = A(diag(c) J) + A(diag(c') J). */
  @Property(seed = "1", tries = 30, shrinking = ShrinkingMode.OFF)
  void itIsLinearUnderPositiveScaling(@ForAll @LongRange(min = 0, max = 100_000) long seed) {
    double[][] rows = random(4, 10, seed);
    double[] once = {0.1, 3, 1, 20};
    double[] again = {7, 0.5, 1, 0.02};
    double[] both = {7.1, 3.5, 2, 20.02};

    double[] sum =
        combine(new double[] {1, 1}, direction(scaled(rows, once)), direction(scaled(rows, again)));

    assertThat(direction(scaled(rows, both))).containsExactly(sum, within(1e-10));
  }
}
