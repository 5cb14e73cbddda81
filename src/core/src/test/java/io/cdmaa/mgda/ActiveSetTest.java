package io.cdmaa.mgda;

import static io.cdmaa.testkit.Samples.gram;
import static io.cdmaa.testkit.Samples.random;
import static io.cdmaa.testkit.Samples.scaled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class ActiveSetTest extends MinNormContract {
  @Override
  MinNormSolver solver() {
    return new ActiveSet();
  }

  @Property(seed = "1", tries = 40, shrinking = ShrinkingMode.OFF)
  void agreesWithFrankWolfe(
      @ForAll @IntRange(min = 2, max = 64) int rows,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    double[][] gram = gram(random(rows, 4 * rows, seed));

    MinNormPoint exact = new ActiveSet().solve(gram);
    MinNormPoint descent = new FrankWolfe().solve(gram);

    assertThat(descent.squaredNorm())
        .isEqualTo(exact.squaredNorm(), within(1e-9 * exact.squaredNorm()));
    assertThat(descent.weights()).containsExactly(exact.weights(), within(1e-4));
  }

  @Property(seed = "1", tries = 40, shrinking = ShrinkingMode.OFF)
  void isExactAlsoWhereLengthsDifferByEightOrdersOfMagnitude(
      @ForAll @IntRange(min = 2, max = 32) int rows,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] factors = random.doubles(rows, -4, 4).map(e -> Math.pow(10, e)).toArray();
    double[][] gram = gram(scaled(random(rows, 3 * rows, seed), factors));

    MinNormPoint point = new ActiveSet().solve(gram);

    assertThat(point.dualityGap()).isLessThanOrEqualTo(1e-7 * point.squaredNorm());
  }

  /** A Gram matrix of float32 accuracy, singular, and hence with small negative eigenvalues. */
  @Property(seed = "1", tries = 20, shrinking = ShrinkingMode.OFF)
  void noiseOfSinglePrecisionLeavesAGapOfItsOwnSize(
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    double[][] gram = gram(random(24, 8, seed));
    for (int i = 0; i < gram.length; i++) {
      for (int j = 0; j <= i; j++) {
        gram[i][j] = (float) gram[i][j];
        gram[j][i] = gram[i][j];
      }
    }

    MinNormPoint point = new ActiveSet().solve(gram);

    assertThat(point.dualityGap()).isLessThan(1e-5 * gram[0][0]);
  }
}
