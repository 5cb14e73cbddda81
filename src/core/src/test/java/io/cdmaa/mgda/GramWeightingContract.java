package io.cdmaa.mgda;

import static io.cdmaa.testkit.Samples.combine;
import static io.cdmaa.testkit.Samples.gram;
import static io.cdmaa.testkit.Samples.random;
import static io.cdmaa.testkit.Samples.scaled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** What every {@link GramWeighting} must hold; the subclasses name the strategy. */
abstract class GramWeightingContract {
  abstract GramWeighting strategy();

  final double[] coefficients(double[]... rows) {
    return strategy().aggregate(0, new double[rows.length], gram(rows)).coefficients();
  }

  final double[] direction(double[]... rows) {
    return combine(coefficients(rows), rows);
  }

  static double length(double[] vector) {
    return Math.sqrt(Grams.dot(vector, vector));
  }

  static double cosine(double[] a, double[] b) {
    return Grams.dot(a, b) / length(a) / length(b);
  }

  @Test
  void oneGradientIsItsOwnDirection() {
    double[] row = {3, -4, 1};

    assertThat(cosine(direction(row), row)).isEqualTo(1, within(1e-14));
  }

  @Test
  void equalGradientsGiveTheirOwnDirection() {
    double[] row = {3, -4, 1};

    assertThat(cosine(direction(row, row, row), row)).isEqualTo(1, within(1e-12));
  }

  /** The directions of any two orthogonal gradients of equal length are their mean, by symmetry. */
  @Test
  void orthogonalGradientsOfEqualLengthCountEqually() {
    double[] coefficients = coefficients(new double[] {3, 4}, new double[] {-4, 3});

    assertThat(coefficients[0]).isPositive().isEqualTo(coefficients[1], within(1e-12));
  }

  @Test
  void oppositeGradientsLeaveNoDirectionButOneAcrossThem() {
    double[] direction =
        direction(new double[] {2, 0, 0}, new double[] {-2, 0, 0}, new double[] {0, 1, 0});

    assertThat(direction[0]).isEqualTo(0, within(1e-7));
    assertThat(direction[1]).isNotNegative();
    assertThat(direction(new double[] {2, 1}, new double[] {-2, -1}))
        .containsExactly(new double[2], within(1e-7));
  }

  @Test
  void aZeroGradientIsLeftOut() {
    double[] a = {1, 2, 0};
    double[] b = {-1, 1, 1};

    Aggregation aggregation = strategy().aggregate(0, new double[3], gram(a, new double[3], b));

    assertThat(aggregation.inert()).containsExactly(false, true, false);
    assertThat(aggregation.coefficients()[1]).isZero();
    assertThat(cosine(combine(aggregation.coefficients(), a, new double[3], b), direction(a, b)))
        .isEqualTo(1, within(1e-12));
    assertThat(strategy().aggregate(0, new double[2], new double[2][2]).coefficients())
        .containsExactly(0, 0);
  }

  @Test
  void moreGradientsThanDimensionsGiveAFiniteDirection() {
    double[][] rows = random(8, 3, 5);

    assertThat(Arrays.stream(coefficients(rows))).allMatch(Double::isFinite);
  }

  /** Gradients within a quarter of the space have a common direction. */
  @Test
  void thirtyTwoGradientsOfAnyLengthRaiseAllLosses() {
    double[][] rows = random(32, 100, 6);
    for (int i = 0; i < rows.length; i++) {
      for (int d = 0; d < rows[i].length; d++) {
        rows[i][d] = (rows[i][d] + 1) * Math.pow(10, i % 5 - 2.0);
      }
    }

    double[] direction = direction(rows);

    assertThat(Arrays.stream(rows)).allMatch(row -> cosine(row, direction) > 0.01);
  }

  @Property(seed = "2", tries = 20, shrinking = ShrinkingMode.OFF)
  void theScaleOfAllGradientsDoesNotMatter(
      @ForAll @LongRange(min = 0, max = 100_000) long seed,
      @ForAll @IntRange(min = -130, max = 120) int exponent) {
    double[][] rows = random(4, 50, seed);

    double[] direction = direction(rows);
    double[] other = combine(coefficients(scaled(rows, Math.pow(2, exponent))), rows);

    assertThat(cosine(direction, other)).isEqualTo(1, within(1e-9));
  }

  @Test
  void whatItReportsIsConsistent() {
    double[][] rows = random(5, 40, 9);

    Aggregation aggregation = strategy().aggregate(3, new double[5], gram(rows));

    double[] direction = combine(aggregation.coefficients(), rows);
    double square = Grams.dot(direction, direction);
    assertThat(aggregation.squaredNorm()).isEqualTo(square, within(1e-9 * square));
    assertThat(Arrays.stream(aggregation.weights()).map(Math::abs).sum())
        .isEqualTo(1, within(1e-12));
    double[] unit = aggregation.unitCoefficients();
    double longest = 0;
    for (int j = 0; j < 5; j++) {
      longest = Math.max(longest, Math.abs(unit[j]) * length(rows[j]));
      assertThat(Math.signum(unit[j])).isEqualTo(Math.signum(aggregation.weights()[j]));
    }
    assertThat(longest).isEqualTo(1, within(1e-12));
  }

  @Test
  void aMatrixThatIsNoGramMatrixIsRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> strategy().aggregate(0, new double[2], new double[][] {{1, 2}, {3, 4}}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> strategy().aggregate(0, new double[1], new double[][] {{Double.NaN}}));
  }
}
