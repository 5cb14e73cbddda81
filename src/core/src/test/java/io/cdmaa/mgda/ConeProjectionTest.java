package io.cdmaa.mgda;

import static io.cdmaa.testkit.Samples.gram;
import static io.cdmaa.testkit.Samples.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.junit.jupiter.api.Test;

class ConeProjectionTest {
  /** v &ge; u, Gv &ge; 0, and one of the two is an equation for each row. */
  @Property(seed = "1", tries = 100, shrinking = ShrinkingMode.OFF)
  void theOptimalityConditionsHold(
      @ForAll @LongRange(min = 0, max = 100_000) long seed,
      @ForAll @IntRange(min = 1, max = 32) int count,
      @ForAll @IntRange(min = 1, max = 40) int dimensions) {
    double[][] gram = Grams.cosines(gram(random(count, dimensions, seed)));
    double[] u = random(1, count, seed + 1)[0];

    double[] v = new ConeProjection(gram).weights(u);

    double[] products = Grams.multiply(gram, v);
    for (int i = 0; i < count; i++) {
      assertThat(v[i]).isGreaterThanOrEqualTo(u[i]);
      assertThat(products[i]).isGreaterThan(-1e-8);
      assertThat(Math.min(v[i] - u[i], products[i])).isLessThan(1e-8);
    }
  }

  @Property(seed = "2", tries = 40, shrinking = ShrinkingMode.OFF)
  void itIsTheShortestOfAllSubsets(
      @ForAll @LongRange(min = 0, max = 100_000) long seed,
      @ForAll @IntRange(min = 1, max = 5) int count) {
    double[][] gram = Grams.cosines(gram(random(count, 6, seed)));
    double[] u = random(1, count, seed + 1)[0];

    double[] v = new ConeProjection(gram).weights(u);

    double square = Grams.dot(v, Grams.multiply(gram, v));
    assertThat(square).isEqualTo(leastSquare(gram, u), within(1e-10));
  }

  /** Tries every set of rows that are off their bound, each by its optimality conditions. */
  private static double leastSquare(double[][] gram, double[] u) {
    double least = Double.POSITIVE_INFINITY;
    for (int subset = 0; subset < 1 << u.length; subset++) {
      int set = subset;
      int[] free = IntStream.range(0, u.length).filter(i -> (set >> i & 1) == 1).toArray();
      double[] v = u.clone();
      if (free.length > 0) {
        double[] s =
            new SingularValueDecomposition(new Array2DRowRealMatrix(Grams.part(gram, free)))
                .getSolver()
                .solve(new ArrayRealVector(right(gram, u, free)))
                .toArray();
        IntStream.range(0, free.length).forEach(i -> v[free[i]] += s[i]);
      }
      if (IntStream.range(0, u.length).allMatch(i -> v[i] >= u[i] - 1e-12)) {
        least = Math.min(least, Grams.dot(v, Grams.multiply(gram, v)));
      }
    }
    return least;
  }

  private static double[] right(double[][] gram, double[] u, int[] free) {
    return IntStream.of(free).mapToDouble(i -> -Grams.dot(gram[i], u)).toArray();
  }

  @Test
  void boundsWithoutConflictAreTheSolution() {
    assertThat(new ConeProjection(new double[][] {{1, 0.5}, {0.5, 1}}).weights(new double[] {1, 2}))
        .containsExactly(1, 2);
  }
}
