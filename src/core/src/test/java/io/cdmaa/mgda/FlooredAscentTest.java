package io.cdmaa.mgda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class FlooredAscentTest {
  private static final Offset<Double> EXACT = within(1e-12);
  private static final FlooredAscent ASCENT = new FlooredAscent(new ActiveSet());

  private static double[][] gram(double[][] rows) {
    double[][] gram = new double[rows.length][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows.length; j++) {
        gram[i][j] = Grams.dot(rows[i], rows[j]);
      }
    }
    return gram;
  }

  /**
   * Free (3, 0) and (1, 0), held (0, 2): the unit vectors (1, 0) and (0, 1) meet half way, so c =
   * (1/2) / 4 for each of the free ones, as their sum is 4 long, and (1/2) / 2 for the held one.
   */
  @Test
  void freeGradientsFormOneVectorAndHeldOnesAreAloneAllOfLengthOne() {
    Aggregation result =
        ASCENT.aggregate(new double[] {1, 0, 1}, gram(new double[][] {{3, 0}, {0, 2}, {1, 0}}));
    assertThat(result.coefficients()).containsExactly(new double[] {0.125, 0.25, 0.125}, EXACT);
    assertThat(result.weights()).containsExactly(new double[] {0.25, 0.5, 0.25}, EXACT);
  }

  /** With everybody held it is MGDA with L2: unit vectors (1, 0) and (0, 1) meet half way. */
  @Test
  void allHeldAreRaisedAlike() {
    Aggregation result =
        ASCENT.aggregate(new double[] {0, 0}, gram(new double[][] {{4, 0}, {0, 0.5}}));
    assertThat(result.coefficients()).containsExactly(new double[] {0.125, 1}, EXACT);
    assertThat(result.squaredNorm()).isCloseTo(0.5, EXACT);
  }

  @Test
  void generatorsThatDoNotReactAreLeftOut() {
    Aggregation result =
        ASCENT.aggregate(new double[] {0, 1, 0}, gram(new double[][] {{0, 0}, {0, 5}, {2, 0}}));
    assertThat(result.inert()).containsExactly(true, false, false);
    assertThat(result.coefficients()).containsExactly(new double[] {0, 0.1, 0.25}, EXACT);
    assertThat(ASCENT.aggregate(new double[] {0}, new double[][] {{0}}).coefficients())
        .containsExactly(0);
  }

  /** MGDA's theorem for the hull {s / ||s||, g_j / ||g_j||}: w . v >= ||w||^2 for each. */
  @Property(tries = 200)
  void theCountAndEveryHeldLossRiseByAtLeastTheSquaredNorm(
      @ForAll @IntRange(min = 1, max = 8) int generators, @ForAll long seed) {
    Random random = new Random(seed);
    double[][] rows = new double[generators][12];
    double[] shares = new double[generators];
    for (int j = 0; j < generators; j++) {
      shares[j] = random.nextBoolean() ? 0 : 0.5 + random.nextDouble();
      double scale = Math.pow(10, random.nextInt(13) - 6);
      for (int d = 0; d < rows[j].length; d++) {
        rows[j][d] = scale * random.nextGaussian();
      }
    }
    Aggregation result = ASCENT.aggregate(shares, gram(rows));
    double[] w = new double[12];
    double[] free = new double[12];
    for (int j = 0; j < generators; j++) {
      for (int d = 0; d < w.length; d++) {
        w[d] += result.coefficients()[j] * rows[j][d];
        free[d] += shares[j] * rows[j][d];
      }
    }
    double square = Grams.dot(w, w);
    for (int j = 0; j < generators; j++) {
      if (shares[j] == 0) {
        double gain = Grams.dot(w, rows[j]) / Math.sqrt(Grams.dot(rows[j], rows[j]));
        assertThat(gain).isGreaterThanOrEqualTo(square - 1e-6);
      }
    }
    double length = Math.sqrt(Grams.dot(free, free));
    if (length > 0) {
      assertThat(Grams.dot(w, free) / length).isGreaterThanOrEqualTo(square - 1e-6);
    }
  }
}
