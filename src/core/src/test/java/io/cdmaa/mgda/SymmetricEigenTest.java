package io.cdmaa.mgda;

import static io.cdmaa.testkit.Samples.gram;
import static io.cdmaa.testkit.Samples.random;
import static io.cdmaa.testkit.Samples.scaled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.junit.jupiter.api.Test;

class SymmetricEigenTest {
  @Property(seed = "1", tries = 40, shrinking = ShrinkingMode.OFF)
  void itAgreesWithCommonsMath(
      @ForAll @LongRange(min = 0, max = 100_000) long seed,
      @ForAll @IntRange(min = 1, max = 32) int count) {
    double[][] matrix = gram(random(count, 40, seed));

    SymmetricEigen eigen = new SymmetricEigen(matrix);

    double[] expected =
        new EigenDecomposition(new Array2DRowRealMatrix(matrix)).getRealEigenvalues();
    for (int k = 0; k < count; k++) {
      assertThat(eigen.value(k)).isEqualTo(expected[k], within(1e-12 * expected[0]));
      double[] v = eigen.vector(k);
      double[] product = Grams.multiply(matrix, v);
      for (int i = 0; i < count; i++) {
        assertThat(product[i]).isEqualTo(eigen.value(k) * v[i], within(1e-12 * expected[0]));
      }
      for (int l = 0; l <= k; l++) {
        assertThat(Grams.dot(v, eigen.vector(l))).isEqualTo(k == l ? 1 : 0, within(1e-13));
      }
    }
  }

  @Property(seed = "1", tries = 20, shrinking = ShrinkingMode.OFF)
  void thePseudoInverseOfDependentRowsAgreesWithCommonsMath(
      @ForAll @LongRange(min = 0, max = 100_000) long seed) {
    double[][] cosines = Grams.cosines(gram(random(7, 4, seed)));
    SymmetricEigen eigen = new SymmetricEigen(cosines);
    double[] x = random(1, 7, seed + 1)[0];

    assertThat(eigen.unitRank()).isEqualTo(4);
    double[] expected =
        new SingularValueDecomposition(new Array2DRowRealMatrix(cosines))
            .getSolver()
            .getInverse()
            .operate(x);
    assertThat(eigen.pseudoInverse(4, x)).containsExactly(expected, within(1e-8));
  }

  /**
   * By hand: D C D with C = {{1, 1/2}, {1/2, 1}} and D = diag(1, 1e-10) has the determinant 3/4
   * 1e-20 and the trace 1 to 20 digits, so its smaller eigenvalue is 0.75e-20.
   */
  @Test
  void aTinyEigenvalueOfAGradedMatrixIsAccurate() {
    double[][] matrix = {{1, 0.5e-10}, {0.5e-10, 1e-20}};

    assertThat(new SymmetricEigen(matrix).value(1)).isEqualTo(0.75e-20, within(1e-34));
  }

  @Test
  void theRankIsThatOfTheUnitRows() {
    double[][] rows = scaled(random(5, 20, 3), 1e-6, 1, 1e6, 1e3, 1);

    assertThat(new SymmetricEigen(Grams.cosines(gram(rows))).unitRank()).isEqualTo(5);
    assertThat(new SymmetricEigen(Grams.cosines(gram(rows[0], rows[1], rows[0]))).unitRank())
        .isEqualTo(2);
  }
}
