package io.cdmaa.mgda;

import static io.cdmaa.testkit.Samples.gram;
import static io.cdmaa.testkit.Samples.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FrankWolfeTest extends MinNormContract {
  @Override
  MinNormSolver solver() {
    return new FrankWolfe();
  }

  @Test
  void classicStepsReachTheSamePointMoreSlowly() {
    double[][] gram = gram(random(8, 100, 1));
    MinNormPoint exact = new ActiveSet().solve(gram);

    MinNormPoint classic = new FrankWolfe(FrankWolfe.Steps.CLASSIC, 1e-8, 100_000).solve(gram);
    MinNormPoint pairwise = new FrankWolfe(FrankWolfe.Steps.PAIRWISE, 1e-8, 100_000).solve(gram);

    assertThat(classic.squaredNorm())
        .isEqualTo(exact.squaredNorm(), within(1e-7 * exact.squaredNorm()));
    assertThat(pairwise.iterations()).isLessThan(classic.iterations());
  }

  @Test
  void theGapThatIsAskedForIsMet() {
    double[][] gram = gram(random(16, 100, 2));
    for (double tolerance : new double[] {1e-2, 1e-4, 1e-6, 1e-10}) {
      MinNormPoint point =
          new FrankWolfe(FrankWolfe.Steps.PAIRWISE, tolerance, 100_000).solve(gram);

      assertThat(point.dualityGap()).isLessThanOrEqualTo(1.001 * tolerance * point.squaredNorm());
    }
  }

  @Test
  void theLastIterateIsKeptAtTheCap() {
    double[][] gram = gram(random(16, 100, 2));
    double before = Double.POSITIVE_INFINITY;
    for (int cap = 1; cap < 8; cap++) {
      MinNormPoint point = new FrankWolfe(FrankWolfe.Steps.PAIRWISE, 1e-12, cap).solve(gram);

      assertThat(point.iterations()).isEqualTo(cap);
      assertThat(point.squaredNorm()).isLessThan(before);
      before = point.squaredNorm();
    }
  }

  @Test
  void settingsOutsideTheirRangesAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FrankWolfe(FrankWolfe.Steps.CLASSIC, 0, 1))
        .withMessageContaining("tolerance is 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FrankWolfe(FrankWolfe.Steps.CLASSIC, 0.1, 0))
        .withMessageContaining("maxIterations is 0");
  }
}
