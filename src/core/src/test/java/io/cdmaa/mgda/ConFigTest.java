package io.cdmaa.mgda;

import static io.cdmaa.testkit.Samples.combine;
import static io.cdmaa.testkit.Samples.gram;
import static io.cdmaa.testkit.Samples.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ConFigTest extends GramWeightingContract {
  @Override
  GramWeighting strategy() {
    return new ConFig();
  }

  /**
   * By hand: the gradients point to 0 and 135 degrees, so the direction to 67.5, and the sum of
   * their projections is (1 + sqrt 2) cos 67.5 = sin 67.5 degrees. With sin^2 67.5 = (2 + sqrt 2) /
   * 4 and sin 67.5 cos 67.5 = sqrt 2 / 4 the direction is (sqrt 2 / 4, (2 + sqrt 2) / 4).
   */
  @Test
  void twoGradientsAreHalvedByAngle() {
    double root = Math.sqrt(2);

    assertThat(direction(new double[] {1, 0}, new double[] {-1, 1}))
        .containsExactly(new double[] {root / 4, (2 + root) / 4}, within(1e-14));
  }

  @Property(seed = "1", tries = 60, shrinking = ShrinkingMode.OFF)
  void allCosinesAreEqualAndPositiveAndTheLengthIsTheSumOfProjections(
      @ForAll @LongRange(min = 0, max = 100_000) long seed,
      @ForAll @IntRange(min = 1, max = 32) int count) {
    double[][] rows = random(count, 60, seed);

    double[] direction = direction(rows);

    double first = cosine(rows[0], direction);
    double projections = 0;
    assertThat(first).isPositive();
    for (double[] row : rows) {
      assertThat(cosine(row, direction)).isEqualTo(first, within(1e-9));
      projections += length(row) * first;
    }
    assertThat(length(direction)).isEqualTo(projections, within(1e-9 * projections));
  }

  /** Independent gradients have one direction of equal cosines, whoever computes it. */
  @Property(seed = "2", tries = 20, shrinking = ShrinkingMode.OFF)
  void itHasTheDirectionOfImtlG(@ForAll @LongRange(min = 0, max = 100_000) long seed) {
    double[][] rows = random(6, 40, seed);

    double[] other = combine(new ImtlG().weights(0, gram(rows)), rows);

    assertThat(cosine(direction(rows), other)).isEqualTo(1, within(1e-12));
  }
}
