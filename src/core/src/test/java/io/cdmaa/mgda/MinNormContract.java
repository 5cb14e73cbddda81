package io.cdmaa.mgda;

import static io.cdmaa.testkit.Samples.combine;
import static io.cdmaa.testkit.Samples.gram;
import static io.cdmaa.testkit.Samples.random;
import static io.cdmaa.testkit.Samples.scaled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** What every {@link MinNormSolver} must hold; the subclasses name the solver. */
abstract class MinNormContract {
  abstract MinNormSolver solver();

  private double[] weights(double[]... rows) {
    return solver().solve(gram(rows)).weights();
  }

  /** By hand: w = a (-4,1,1) + (1-a) (6,1,1) = (6 - 10 a, 1, 1) is shortest at a = 0.6. */
  @Test
  void twoVectorsMeetTheClosedForm() {
    MinNormPoint point = solver().solve(gram(new double[] {-4, 1, 1}, new double[] {6, 1, 1}));

    assertThat(point.weights()).containsExactly(new double[] {0.6, 0.4}, within(1e-14));
    assertThat(point.squaredNorm()).isEqualTo(2, within(1e-14));
    assertThat(point.dualityGap()).isLessThan(1e-14);
  }

  @Test
  void oneVectorIsItsOwnAnswer() {
    MinNormPoint point = solver().solve(gram(new double[] {3, 4}));

    assertThat(point.weights()).containsExactly(1);
    assertThat(point.squaredNorm()).isEqualTo(25);
    assertThat(point.dualityGap()).isZero();
  }

  /** (1,0) is shortest, as (3,1) lies beyond the line x = 1 on which the product with it is 1. */
  @Test
  void aVertexIsReachedExactly() {
    assertThat(weights(new double[] {3, 1}, new double[] {1, 0}, new double[] {2, -1}))
        .containsExactly(0, 1, 0);
  }

  /** The third vector is far out; the two others are mirror images, w = (1, 0). */
  @Test
  void aFaceIsReachedExactly() {
    double[] weights = weights(new double[] {1, 1}, new double[] {1, -1}, new double[] {5, 3});

    assertThat(weights).containsExactly(new double[] {0.5, 0.5, 0}, within(1e-10));
    assertThat(weights[2]).isZero();
  }

  @Test
  void collinearVectorsGiveTheShortest() {
    assertThat(weights(new double[] {3, 6}, new double[] {1, 2}, new double[] {2, 4}))
        .containsExactly(0, 1, 0);
  }

  @Test
  void oppositeVectorsCancel() {
    MinNormPoint point =
        solver().solve(gram(new double[] {2, 0}, new double[] {-6, 0}, new double[] {0, 5}));

    assertThat(point.weights()).containsExactly(new double[] {0.75, 0.25, 0}, within(1e-9));
    assertThat(point.squaredNorm()).isLessThan(1e-14);
  }

  @Test
  void aZeroVectorIsTheAnswer() {
    MinNormPoint point =
        solver().solve(gram(new double[] {1, 2}, new double[] {0, 0}, new double[] {3, 1}));

    assertThat(point.weights()).containsExactly(0, 1, 0);
    assertThat(point.squaredNorm()).isZero();
  }

  @Test
  void onlyZeroVectorsStillGiveWeightsThatSumToOne() {
    MinNormPoint point = solver().solve(new double[4][4]);

    assertThat(Arrays.stream(point.weights()).sum()).isEqualTo(1);
    assertThat(point.squaredNorm()).isZero();
  }

  @Test
  void duplicatesChangeOnlyWhoCarriesTheWeight() {
    double[][] rows = random(5, 12, 3);
    double[][] twice = {
      rows[0], rows[1], rows[2], rows[3], rows[4], rows[0], rows[1], rows[2], rows[3], rows[4]
    };

    MinNormPoint once = solver().solve(gram(rows));
    MinNormPoint both = solver().solve(gram(twice));

    assertThat(both.squaredNorm()).isEqualTo(once.squaredNorm(), within(1e-9 * once.squaredNorm()));
    for (int j = 0; j < 5; j++) {
      assertThat(both.weights()[j] + both.weights()[j + 5])
          .isEqualTo(once.weights()[j], within(1e-7));
    }
  }

  @Test
  void whatIsNoGramMatrixIsRefused() {
    MinNormSolver solver = solver();

    assertThatIllegalArgumentException().isThrownBy(() -> solver.solve(new double[0][0]));
    assertThatIllegalArgumentException().isThrownBy(() -> solver.solve(new double[2][3]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> solver.solve(new double[][] {{1, 2}, {3, 1}}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> solver.solve(new double[][] {{Double.NaN}}));
    assertThatIllegalArgumentException().isThrownBy(() -> solver.solve(new double[][] {{-1}}));
  }

  @Property(seed = "1", tries = 60, shrinking = ShrinkingMode.OFF)
  void smallProblemsAgreeWithEverySubsetTried(
      @ForAll @IntRange(min = 2, max = 6) int rows,
      @ForAll @IntRange(min = 1, max = 8) int columns,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    double[][] gram = gram(random(rows, columns, seed));

    double found = solver().solve(gram).squaredNorm();

    double known = new ExhaustiveSubsets().solve(gram).squaredNorm();
    assertThat(found).isEqualTo(known, within(1e-8 * gram[0][0] + 1e-9 * known));
  }

  /** D&eacute;sid&eacute;ri's theorem, checked on the vectors themselves. */
  @Property(seed = "1", tries = 40, shrinking = ShrinkingMode.OFF)
  void noVectorPointsAgainstTheAnswer(
      @ForAll @IntRange(min = 2, max = 64) int rows,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    double[][] values = random(rows, 3 * rows, seed);

    MinNormPoint point = solver().solve(gram(values));

    double[] w = combine(point.weights(), values);
    double norm = Grams.dot(w, w);
    assertThat(Arrays.stream(point.weights()).sum()).isEqualTo(1, within(1e-12));
    assertThat(point.squaredNorm()).isEqualTo(norm, within(1e-9 * norm));
    for (double[] row : values) {
      assertThat(Grams.dot(w, row)).isGreaterThanOrEqualTo(norm * (1 - 1e-8));
    }
  }

  @Property(seed = "1", tries = 30, shrinking = ShrinkingMode.OFF)
  void permutingTheVectorsPermutesTheWeights(
      @ForAll @IntRange(min = 2, max = 64) int rows,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    double[][] values = random(rows, 4 * rows, seed);
    double[][] rotated = new double[rows][];
    for (int j = 0; j < rows; j++) {
      rotated[j] = values[(3 + j) % rows];
    }
    double[] weights = weights(values);
    double[] rotatedWeights = weights(rotated);

    for (int j = 0; j < rows; j++) {
      assertThat(rotatedWeights[j]).isEqualTo(weights[(3 + j) % rows], within(1e-6));
    }
  }

  @Property(seed = "1", tries = 30, shrinking = ShrinkingMode.OFF)
  void scalingAllVectorsChangesNoWeight(
      @ForAll @IntRange(min = 2, max = 64) int rows,
      @ForAll @IntRange(min = -30, max = 25) int exponent,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    double[][] values = random(rows, 4 * rows, seed);
    double factor = Math.pow(10, exponent);

    MinNormPoint unit = solver().solve(gram(values));
    MinNormPoint far = solver().solve(gram(scaled(values, factor)));

    assertThat(far.weights()).containsExactly(unit.weights(), within(1e-6));
    assertThat(far.squaredNorm() / factor / factor)
        .isEqualTo(unit.squaredNorm(), within(1e-8 * unit.squaredNorm()));
  }

  /** Strongly stationary: all rows with positive weights cancel, sum_j u_j g_j = 0 with u > 0. */
  @Property(seed = "1", tries = 20, shrinking = ShrinkingMode.OFF)
  void stronglyStationaryMatricesGiveZero(
      @ForAll @IntRange(min = 2, max = 64) int rows,
      @ForAll @LongRange(min = 0, max = 100_000) long seed) {
    double[][] values = random(rows, 2 * rows, seed);
    SplittableRandom shares = new SplittableRandom(seed);
    double[] u = shares.doubles(rows, 0.5, 2).toArray();
    double[] others = new double[rows - 1];
    for (int j = 0; j < others.length; j++) {
      others[j] = -u[j] / u[rows - 1];
    }
    values[rows - 1] = combine(others, cut(values));

    MinNormPoint point = solver().solve(gram(values));

    assertThat(point.squaredNorm()).isLessThan(1e-9 * Grams.dot(values[0], values[0]));
    double sum = Arrays.stream(u).sum();
    for (int j = 0; j < rows; j++) {
      assertThat(point.weights()[j]).isEqualTo(u[j] / sum, within(1e-4));
    }
  }

  private static double[][] cut(double[][] rows) {
    return Arrays.copyOf(rows, rows.length - 1);
  }

  /**
   * Weakly but not strongly stationary: three rows cancel within a plane, all others stick out of
   * it on the same side, so that no positive weight on them can be made good.
   */
  @Property(seed = "1", tries = 20, shrinking = ShrinkingMode.OFF)
  void weaklyStationaryMatricesGiveZeroWithoutTheRowsThatDoNotCancel(
      @ForAll @IntRange(min = 4, max = 64) int rows,
      @ForAll @LongRange(min = 0, max = 100_000) long seed) {
    int columns = rows + 1;
    double[][] values = random(rows, columns, seed);
    values[2] = combine(new double[] {-1, -1}, values[0], values[1]);
    for (int j = 0; j < rows; j++) {
      values[j][columns - 1] = j < 3 ? 0 : 1 + j;
    }

    MinNormPoint point = solver().solve(gram(values));

    assertThat(point.squaredNorm()).isLessThan(1e-8);
    double[] expected = new double[rows];
    Arrays.fill(expected, 0, 3, 1 / 3.0);
    assertThat(point.weights()).containsExactly(expected, within(1e-3));
  }

  /** Not stationary: every row has the product 1 with one direction, so w cannot be zero. */
  @Property(seed = "1", tries = 20, shrinking = ShrinkingMode.OFF)
  void matricesThatAreNotStationaryGiveADirectionThatRaisesAll(
      @ForAll @IntRange(min = 2, max = 64) int rows,
      @ForAll @LongRange(min = 0, max = 100_000) long seed) {
    double[][] values = random(rows, Math.max(2, rows - 1), seed);
    for (double[] row : values) {
      row[0] = 1;
    }

    MinNormPoint point = solver().solve(gram(values));

    double[] w = combine(point.weights(), values);
    assertThat(point.squaredNorm()).isGreaterThanOrEqualTo(1 - 1e-9);
    for (double[] row : values) {
      assertThat(Grams.dot(w, row)).isGreaterThan(1 - 1e-7);
    }
  }
}
