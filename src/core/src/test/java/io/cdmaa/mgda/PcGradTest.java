package io.cdmaa.mgda;

import static io.cdmaa.testkit.Samples.gram;
import static io.cdmaa.testkit.Samples.random;
import static io.cdmaa.testkit.Samples.scaled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PcGradTest extends GramWeightingContract {
  @Override
  GramWeighting strategy() {
    return new PcGrad(0);
  }

  /** By hand, as for UPGrad, which agrees with it for two gradients. */
  @Test
  void twoGradientsInConflictAreEachProjected() {
    assertThat(coefficients(new double[] {1, 0}, new double[] {-1, 1}))
        .containsExactly(new double[] {1, 0.75}, within(1e-14));
  }

  @Test
  void gradientsWithoutConflictAreAveraged() {
    assertThat(coefficients(new double[] {1, 0}, new double[] {2, 1}))
        .containsExactly(new double[] {0.5, 0.5}, within(1e-14));
  }

  /**
   * The result is (d_1 + d_2) / 2, d_1 orthogonal to g_2 and d_2 to g_1: its product with g_1 is
   * half that of d_1.
   */
  @Property(seed = "1", tries = 40, shrinking = ShrinkingMode.OFF)
  void eachOfTwoGradientsLosesItsConflictWithTheOther(
      @ForAll @LongRange(min = 0, max = 100_000) long seed) {
    double[][] rows = random(2, 10, seed);
    if (Grams.dot(rows[0], rows[1]) > 0) {
      rows[1] = scaled(rows, 1, -1)[1];
    }
    double[] weights = coefficients(rows);
    double[] first = {0.5, weights[1] - 0.5};
    double[] second = {weights[0] - 0.5, 0.5};
    double[][] gram = gram(rows);

    assertThat(Grams.multiply(gram, first)[1]).isEqualTo(0, within(1e-12));
    assertThat(Grams.multiply(gram, second)[0]).isEqualTo(0, within(1e-12));
  }

  /**
   * By hand: (1, 0, 0) opposes (-1, 1, 0) and, only after this is subtracted, (1, -3, 0): so the
   * order decides. Both orders occur, each iteration's is its own, and equal seeds repeat it.
   */
  @Test
  void theOrderIsDrawnFromTheSeedAndTheIteration() {
    double[][] gram =
        gram(new double[] {1, 0, 0}, new double[] {-1, 1, 0}, new double[] {1, -3, 1});

    List<String> results = new ArrayList<>();
    for (int iteration = 0; iteration < 40; iteration++) {
      double[] weights = new PcGrad(7).weights(iteration, gram);
      assertThat(new PcGrad(7).weights(iteration, gram)).containsExactly(weights);
      results.add(Arrays.toString(weights));
    }

    assertThat(results.stream().distinct().count()).isBetween(2L, 8L);
  }
}
