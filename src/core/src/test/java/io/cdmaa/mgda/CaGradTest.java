package io.cdmaa.mgda;

import static io.cdmaa.testkit.Samples.combine;
import static io.cdmaa.testkit.Samples.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.testkit.Samples;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaGradTest extends GramWeightingContract {
  @Override
  GramWeighting strategy() {
    return new CaGrad(0.5);
  }

  private static double[] direction(double c, double[]... rows) {
    return combine(new CaGrad(c).weights(0, Samples.gram(rows)), rows);
  }

  private static double[] mean(double[]... rows) {
    double[] uniform = new double[rows.length];
    Arrays.fill(uniform, 1.0 / rows.length);
    return combine(uniform, rows);
  }

  private static double slowest(double[] direction, double[]... rows) {
    return Arrays.stream(rows).mapToDouble(row -> Grams.dot(row, direction)).min().orElseThrow();
  }

  /**
   * By hand: the mean of (1, 0) and (-1, 2) is (0, 1), orthogonal to the first. The product with
   * the first is the smallest as long as d = (c, 1), c below 1; so c times the first is added.
   */
  @Test
  void theSlowestGradientIsAddedToTheMean() {
    assertThat(direction(0.25, new double[] {1, 0}, new double[] {-1, 2}))
        .containsExactly(new double[] {0.25, 1}, within(1e-9));
    assertThat(new CaGrad(0.25).weights(0, Samples.gram(new double[] {1, 0}, new double[] {-1, 2})))
        .containsExactly(new double[] {0.75, 0.5}, within(1e-9));
  }

  /** By hand: (2, 1) and (-2, 1) are equally slow along their mean (0, 1), which grows by 1 + c. */
  @Test
  void equallySlowGradientsLengthenTheMean() {
    assertThat(direction(0.5, new double[] {2, 1}, new double[] {-2, 1}))
        .containsExactly(new double[] {0, 1.5}, within(1e-9));
  }

  @Property(seed = "1", tries = 30, shrinking = ShrinkingMode.OFF)
  void aRadiusOfZeroIsTheMean(
      @ForAll @LongRange(min = 0, max = 100_000) long seed,
      @ForAll @IntRange(min = 1, max = 32) int count) {
    double[][] rows = random(count, 40, seed);

    assertThat(direction(0, rows)).containsExactly(mean(rows), within(1e-15));
  }

  @Property(seed = "1", tries = 40, shrinking = ShrinkingMode.OFF)
  void itStaysWithinTheBall(
      @ForAll @LongRange(min = 0, max = 100_000) long seed,
      @ForAll @IntRange(min = 1, max = 32) int count,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double c) {
    double[][] rows = random(count, 20, seed);
    double[] mean = mean(rows);

    double[] change = combine(new double[] {1, -1}, direction(c, rows), mean);

    assertThat(length(change)).isLessThan(c * length(mean) * (1 + 1e-6));
  }

  /** In the plane the ball is a disc, whose edge can be tried throughout. */
  @Property(seed = "1", tries = 40, shrinking = ShrinkingMode.OFF)
  void noPointOfTheDiscIsBetter(
      @ForAll @LongRange(min = 0, max = 100_000) long seed,
      @ForAll @IntRange(min = 2, max = 6) int count,
      @ForAll @DoubleRange(min = 0.05, max = 0.95) double c) {
    double[][] rows = random(count, 2, seed);
    double[] mean = mean(rows);
    double radius = c * length(mean);

    double reached = slowest(direction(c, rows), rows);

    double best = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < 20_000; k++) {
      double angle = 2 * Math.PI * k / 20_000;
      double[] tried = {
        mean[0] + radius * Math.cos(angle), mean[1] + radius * Math.sin(angle),
      };
      best = Math.max(best, slowest(tried, rows));
    }
    assertThat(reached).isGreaterThan(best - 1e-6).isLessThan(best + 1e-3 * radius);
  }

  /** No point of the ball has a positive product with both, and (0, 1/3) has none below zero. */
  @Test
  void withoutACommonDirectionNoneIsOpposedWhereThatCanBeReached() {
    double[][] rows = {{2, 0}, {-1, 0}, {0, 1}};

    double[] direction = direction(0.9, rows);

    assertThat(direction[0]).isEqualTo(0, within(1e-6));
    assertThat(direction[1]).isNotNegative();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, Double.NaN})
  void aRadiusOutOfRangeIsRejected(double c) {
    assertThatIllegalArgumentException().isThrownBy(() -> new CaGrad(c));
  }
}
