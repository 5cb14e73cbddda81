package io.cdmaa.mgda;

import static io.cdmaa.testkit.Samples.gram;
import static io.cdmaa.testkit.Samples.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;

class AlignedMtlTest extends GramWeightingContract {
  @Override
  GramWeighting strategy() {
    return new AlignedMtl();
  }

  /**
   * By hand: products {{2, -2}, {-2, 5}} have eigenvalue 6 along (1, -2) and 1 along (2, 1). The
   * mean's weights (1/2, 1/2) have the components -1/(2 sqrt 5) and 3/(2 sqrt 5) along these; the
   * first is divided by sqrt 6, so that (6/10 - x, 3/10 + 2 x) with x = 1/(10 sqrt 6) is left.
   */
  @Test
  void theStrongerComponentIsShortenedToTheWeaker() {
    double x = 1 / (10 * Math.sqrt(6));

    assertThat(new AlignedMtl().weights(0, new double[][] {{2, -2}, {-2, 5}}))
        .containsExactly(new double[] {0.6 - x, 0.3 + 2 * x}, within(1e-14));
    assertThat(coefficients(new double[] {1, 0}, new double[] {0, 2}))
        .containsExactly(new double[] {0.5, 0.25}, within(1e-14));
  }

  /** All eigenvalues of the aligned gradients' products are the smallest of the original ones. */
  @Property(seed = "1", tries = 40, shrinking = ShrinkingMode.OFF)
  void theAlignedGradientsHaveConditionNumberOne(
      @ForAll @LongRange(min = 0, max = 100_000) long seed,
      @ForAll @IntRange(min = 1, max = 32) int count) {
    double[][] gram = gram(random(count, 60, seed));
    RealMatrix balance = new Array2DRowRealMatrix(AlignedMtl.balance(gram));

    double[] eigenvalues = eigenvalues(balance, gram);

    double least =
        new EigenDecomposition(new Array2DRowRealMatrix(gram)).getRealEigenvalue(count - 1);
    assertThat(eigenvalues[0] / eigenvalues[count - 1]).isEqualTo(1, within(1e-10));
    assertThat(eigenvalues[0]).isEqualTo(least, within(1e-9 * gram[0][0]));
  }

  /** Of eight gradients in three dimensions, three components are left, of one length. */
  @Test
  void dependentGradientsAreAlignedWithinTheirSpan() {
    double[][] gram = gram(random(8, 3, 4));

    double[] eigenvalues = eigenvalues(new Array2DRowRealMatrix(AlignedMtl.balance(gram)), gram);

    assertThat(eigenvalues[0] / eigenvalues[2]).isEqualTo(1, within(1e-9));
    assertThat(eigenvalues[3]).isEqualTo(0, within(1e-12 * gram[0][0]));
  }

  private static double[] eigenvalues(RealMatrix balance, double[][] gram) {
    RealMatrix aligned =
        balance.multiply(new Array2DRowRealMatrix(gram)).multiply(balance.transpose());
    // Symmetric but for rounding, which the decomposition does not accept.
    RealMatrix symmetric = aligned.add(aligned.transpose()).scalarMultiply(0.5);
    return new EigenDecomposition(symmetric).getRealEigenvalues();
  }
}
