package io.cdmaa.mgda;

import static io.cdmaa.testkit.Samples.combine;
import static io.cdmaa.testkit.Samples.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class DualProjTest extends GramWeightingContract {
  @Override
  GramWeighting strategy() {
    return new DualProj();
  }

  /** By hand: the mean (-1, 1/2) opposes (1, 0) only; adding (1, 0) once makes it (0, 1/2). */
  @Test
  void aMeanThatOpposesAGradientIsProjected() {
    assertThat(coefficients(new double[] {1, 0}, new double[] {-3, 1}))
        .containsExactly(new double[] {1.5, 0.5}, within(1e-14));
  }

  @Test
  void aMeanThatOpposesNoneIsKept() {
    assertThat(coefficients(new double[] {1, 0}, new double[] {-1, 1}))
        .containsExactly(new double[] {0.5, 0.5}, within(1e-14));
  }

  /** No product is negative, and the change from the mean is orthogonal to the result. */
  @Property(seed = "1", tries = 60, shrinking = ShrinkingMode.OFF)
  void itIsTheProjectionOfTheMean(
      @ForAll @LongRange(min = 0, max = 100_000) long seed,
      @ForAll @IntRange(min = 1, max = 32) int count,
      @ForAll @IntRange(min = 1, max = 40) int dimensions) {
    double[][] rows = random(count, dimensions, seed);
    double[] uniform = new double[count];
    Arrays.fill(uniform, 1.0 / count);

    double[] direction = direction(rows);

    for (double[] row : rows) {
      assertThat(Grams.dot(row, direction)).isGreaterThan(-1e-8 * length(row));
    }
    double[] change = combine(new double[] {1, -1}, direction, combine(uniform, rows));
    assertThat(Grams.dot(change, direction)).isEqualTo(0, within(1e-8));
  }
}
