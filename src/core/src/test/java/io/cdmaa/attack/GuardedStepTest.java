package io.cdmaa.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.mgda.PlainArithmetic;
import io.cdmaa.tensor.FloatTensor;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedStepTest {
  private static final double NONE = Double.NEGATIVE_INFINITY;
  private static final double EPSILON = 0.05;

  private static FloatTensor tensor(double... values) {
    FloatTensor tensor = FloatTensor.zeros(1, 1, values.length);
    for (int i = 0; i < values.length; i++) {
      tensor.set(i, (float) values[i]);
    }
    return tensor;
  }

  private static GradientMatrix matrix(double[]... rows) {
    GradientMatrix matrix = new GradientMatrix(rows.length, rows[0].length);
    for (int j = 0; j < rows.length; j++) {
      matrix.row(j).copyFrom(tensor(rows[j]).reshaped(rows[j].length));
    }
    return matrix;
  }

  private static Ball ball(FloatTensor photo) {
    return Ball.around(
        photo, AttackSettings.defaults().withEpsilon(EPSILON), new PlainArithmetic());
  }

  private static double[] guard(
      FloatTensor direction, FloatTensor x, double length, GradientMatrix rows, double... least) {
    Ball ball = ball(FloatTensor.zeros(x.shape()));
    return new GuardedStep(StepGains.in(ball, x.shape()), new PlainArithmetic())
        .guard(direction, x, length, rows, least);
  }

  /** The projected step of a length along a direction. */
  private static double[] step(FloatTensor direction, FloatTensor x, double length) {
    double[] step = new double[x.size()];
    for (int i = 0; i < step.length; i++) {
      double moved = x.get(i) + length * Math.signum(direction.get(i));
      step[i] = Math.max(-EPSILON, Math.min(EPSILON, moved)) - x.get(i);
    }
    return step;
  }

  private static double product(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  @Test
  void leavesADirectionThatKeepsItsPromiseAsItIs() {
    FloatTensor direction = tensor(2, 1);
    double[] multipliers =
        guard(direction, tensor(0, 0), 0.01, matrix(new double[] {1, -0.5}), 0.004);
    assertThat(multipliers).containsExactly(0);
    assertThat(direction.toArray()).containsExactly(2, 1);
  }

  /**
   * s = (2, 1), g = (-1, 0.5): sign(s) has g . p = -0.005. From lambda = 2 on the first value of s
   * + lambda g is 0, and g . p = 0.005.
   */
  @Test
  void findsTheLeastMultiplierThatReachesAGain() {
    FloatTensor direction = tensor(2, 1);
    double[] multipliers = guard(direction, tensor(0, 0), 0.01, matrix(new double[] {-1, 0.5}), 0);
    assertThat(multipliers[0]).isEqualTo(2, within(1e-9));
    assertThat(direction.toArray()).containsExactly(0, 2);
  }

  /** The first value is at the edge of the budget, where the gain that s promises does not come. */
  @Test
  void countsOnlyWhatTheBudgetLeaves() {
    FloatTensor x = tensor(EPSILON, 0);
    GradientMatrix rows = matrix(new double[] {4, -1});
    FloatTensor free = tensor(1, 1);
    assertThat(guard(free, tensor(0, 0), 0.01, rows, 0)).containsExactly(0);
    FloatTensor held = tensor(1, 1);
    assertThat(guard(held, x, 0.01, rows, 0)[0]).isPositive();
    assertThat(product(step(held, x, 0.01), new double[] {4, -1})).isNotNegative();
  }

  @Test
  void doesNotGuardARowWithoutATargetOrWithoutAGradient() {
    FloatTensor direction = tensor(2, 1);
    GradientMatrix rows = matrix(new double[] {-1, 0}, new double[] {0, 0});
    assertThat(guard(direction, tensor(0, 0), 0.01, rows, NONE, 1)).containsExactly(0, 0);
    assertThat(direction.toArray()).containsExactly(2, 1);
  }

  /** What no step reaches must not take all: at most 0.7 of the gain that it has alone. */
  @Test
  void aTargetOutOfReachLeavesTheOthersAShare() {
    Random random = new Random(3);
    double[] own = random.doubles(400, -1, 1).toArray();
    FloatTensor direction = tensor(random.doubles(400, -1, 1).toArray());
    FloatTensor x = tensor(new double[400]);
    guard(direction, x, 0.01, matrix(own), 1e3);
    double alone = product(step(tensor(own), x, 0.01), own);
    assertThat(product(step(direction, x, 0.01), own) / alone).isEqualTo(0.7, within(0.02));
  }

  /** Two guards at once, and the objective still gains. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyGuardedLossHasItsGainAndTheObjectiveStillRises(long seed) {
    Random random = new Random(seed);
    int size = 600;
    double[] objective = random.doubles(size, -1, 1).toArray();
    double[][] rows = new double[3][size];
    for (double[] row : rows) {
      for (int i = 0; i < size; i++) {
        row[i] = -0.3 * objective[i] + random.nextDouble(-1, 1);
      }
    }
    FloatTensor x = tensor(random.doubles(size, -EPSILON, EPSILON).toArray());
    FloatTensor direction = tensor(objective);
    double[] before = step(direction, x, 0.02);
    assertThat(product(before, rows[0])).isNegative();
    double[] multipliers = guard(direction, x, 0.02, matrix(rows), 0.0, NONE, 0.1);
    double[] step = step(direction, x, 0.02);
    assertThat(product(step, rows[0])).isGreaterThan(-0.05);
    assertThat(product(step, rows[2])).isGreaterThan(0.05);
    assertThat(product(step, objective)).isPositive().isLessThan(product(before, objective));
    assertThat(multipliers[0]).isPositive();
    assertThat(multipliers[1]).isZero();
    assertThat(multipliers[2]).isPositive();
  }

  /** Only every n-th value of a large photo is looked at. */
  @Test
  void guardsALargePhotoByASample() {
    Random random = new Random(5);
    int size = 1_000_003;
    double[] objective = random.doubles(size, -1, 1).toArray();
    double[] row = new double[size];
    for (int i = 0; i < size; i++) {
      row[i] = -0.5 * objective[i] + random.nextDouble(-1, 1);
    }
    FloatTensor x = tensor(random.doubles(size, -EPSILON, EPSILON).toArray());
    FloatTensor direction = tensor(objective);
    double alone = product(step(tensor(row), x, 0.02), row);
    guard(direction, x, 0.02, matrix(row), 0.2 * alone);
    assertThat(product(step(direction, x, 0.02), row) / alone).isEqualTo(0.2, within(0.01));
  }
}
