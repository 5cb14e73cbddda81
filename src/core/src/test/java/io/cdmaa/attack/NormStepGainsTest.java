package io.cdmaa.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.image.ChromaResolution;
import io.cdmaa.image.Crop;
import io.cdmaa.image.Photo;
import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.mgda.PlainArithmetic;
import io.cdmaa.tensor.FloatTensor;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The predicted gains are those of steps that are really taken and projected. */
class NormStepGainsTest {
  private static final int SIDE = 8;
  private static final int VALUES = 3 * SIDE * SIDE;
  private static final double RADIUS = 0.4;
  private static final double UNIT = 2;
  private static final double LENGTH = 0.05;

  /**
   * A budget around a photo far from the ends of [-1, 1], and an iterate.
   *
   * @param name for the report
   * @param ball the budget
   * @param x the iterate
   * @param seed of the gradients
   */
  private record Case(String name, Ball ball, FloatTensor x, long seed) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Stream<Case> cases() {
    return Stream.of(1L, 2L, 3L)
        .flatMap(
            seed ->
                Stream.of(0.5, 1.5)
                    .flatMap(
                        distance ->
                            Stream.of(
                                of("L2", l2(seed), distance, seed),
                                of(
                                    "full chroma",
                                    limited(seed, ChromaResolution.FULL),
                                    distance,
                                    seed),
                                of(
                                    "half chroma",
                                    limited(seed, ChromaResolution.HALF),
                                    distance,
                                    seed))));
  }

  /** An iterate at a share of the radius, or at the edge if that is more than 1. */
  private static Case of(String name, Ball ball, double distance, long seed) {
    FloatTensor change = random(seed + 7);
    FloatTensor x = photo(seed).pixels().copy();
    ball.steepest(change);
    new PlainArithmetic().add(x, distance * RADIUS / UNIT, change);
    ball.project(x);
    return new Case(name + ", " + distance + " of the radius, seed " + seed, ball, x, seed);
  }

  private static Photo photo(long seed) {
    FloatTensor pixels = FloatTensor.zeros(3, SIDE, SIDE);
    Random random = new Random(seed);
    for (int d = 0; d < pixels.size(); d++) {
      pixels.set(d, (float) random.nextDouble(-0.3, 0.3));
    }
    return new Photo(pixels, Optional.empty(), 8, Optional.empty());
  }

  private static Ball l2(long seed) {
    return new L2Ball(photo(seed).pixels(), RADIUS, UNIT, new PlainArithmetic());
  }

  private static Ball limited(long seed, ChromaResolution chroma) {
    Random random = new Random(seed + 100);
    double[] shares = random.doubles(SIDE * SIDE, 0.5, 2).toArray();
    shares[5] = 0;
    ChangeLimits limits =
        new ChangeLimits(
            photo(seed),
            new Crop(0, 0, SIDE, SIDE),
            shares,
            0.6,
            Optional.of(new ChangeLimits.Mean(RADIUS, UNIT)),
            chroma);
    return new LimitedBall(limits, false, 2.0 / 255);
  }

  private static FloatTensor random(long seed) {
    FloatTensor tensor = FloatTensor.zeros(3, SIDE, SIDE);
    Random random = new Random(seed);
    for (int d = 0; d < tensor.size(); d++) {
      tensor.set(d, (float) random.nextGaussian());
    }
    return tensor;
  }

  private static GradientMatrix rows(long seed, FloatTensor against) {
    GradientMatrix rows = new GradientMatrix(3, VALUES);
    for (int j = 0; j < 3; j++) {
      FloatTensor row = random(seed + 20 + j);
      new PlainArithmetic().add(row, -0.7, against);
      rows.row(j).copyFrom(row.reshaped(VALUES));
    }
    return rows;
  }

  /** Takes the step along a direction and returns the first-order gain of a row. */
  private static double taken(Case each, FloatTensor direction, FloatTensor row) {
    FloatTensor step = direction.copy();
    each.ball().steepest(step);
    FloatTensor end = each.x().copy();
    new PlainArithmetic().add(end, LENGTH, step);
    each.ball().project(end);
    double gain = 0;
    for (int d = 0; d < VALUES; d++) {
      gain += (double) row.get(d) * (end.get(d) - each.x().get(d));
    }
    return gain;
  }

  private static FloatTensor sum(FloatTensor direction, double[] multipliers, GradientMatrix rows) {
    FloatTensor sum = direction.copy();
    for (int j = 0; j < multipliers.length; j++) {
      new PlainArithmetic().add(sum, multipliers[j], rows.row(j));
    }
    return sum;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void predictsTheGainOfTheStepThatIsTaken(Case each) {
    FloatTensor direction = random(each.seed() + 50);
    GradientMatrix rows = rows(each.seed(), direction);
    StepGains gains = StepGains.in(each.ball(), each.x().shape());
    gains.begin(direction, each.x(), LENGTH, rows, new int[] {0, 2});
    gains.select(2);
    gains.add(0.3);
    gains.select(0);
    for (double multiplier : new double[] {0, 0.4, 1.5, 20}) {
      FloatTensor along = sum(direction, new double[] {multiplier, 0, 0.3}, rows);
      assertThat(gains.gain(multiplier)).isEqualTo(taken(each, along, rows.row(0)), within(2e-5));
    }
    FloatTensor own = rows.row(0).reshaped(3, SIDE, SIDE).copy();
    assertThat(gains.alone()).isEqualTo(taken(each, own, rows.row(0)), within(2e-5)).isPositive();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aGuardedLossThatWouldFallIsKept(Case each) {
    FloatTensor direction = random(each.seed() + 50);
    GradientMatrix rows = rows(each.seed(), direction);
    assertThat(taken(each, direction, rows.row(1))).isNegative();
    FloatTensor guarded = direction.copy();
    double none = Double.NEGATIVE_INFINITY;
    double[] multipliers = guard(each, guarded, rows, none, 0, none);
    assertThat(multipliers[1]).isPositive();
    assertThat(taken(each, guarded, rows.row(1))).isBetween(-1e-5, 0.02);
    assertThat(taken(each, guarded, direction.reshaped(VALUES))).isPositive();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void twoLossesAreKeptAtOnce(Case each) {
    FloatTensor direction = random(each.seed() + 50);
    GradientMatrix rows = rows(each.seed(), direction);
    FloatTensor guarded = direction.copy();
    guard(each, guarded, rows, 0, Double.NEGATIVE_INFINITY, 0);
    assertThat(taken(each, guarded, rows.row(0))).isGreaterThan(-2e-3);
    assertThat(taken(each, guarded, rows.row(2))).isGreaterThan(-2e-3);
  }

  /** A target out of reach leaves the direction some of the step, and a zero gradient all of it. */
  @ParameterizedTest
  @MethodSource("cases")
  void neitherAFarTargetNorAZeroGradientTakesAll(Case each) {
    FloatTensor direction = random(each.seed() + 50);
    GradientMatrix rows = rows(each.seed(), direction);
    rows.row(0).copyFrom(FloatTensor.zeros(VALUES));
    FloatTensor guarded = direction.copy();
    double[] multipliers = guard(each, guarded, rows, 1, 1e3, Double.NEGATIVE_INFINITY);
    assertThat(multipliers[0]).isZero();
    FloatTensor own = rows.row(1).reshaped(3, SIDE, SIDE).copy();
    assertThat(taken(each, guarded, rows.row(1)))
        .isPositive()
        .isLessThan(0.85 * taken(each, own, rows.row(1)));
    assertThat(guarded.toArray()).doesNotContain(Float.NaN);
  }

  private static double[] guard(
      Case each, FloatTensor direction, GradientMatrix rows, double... least) {
    return new GuardedStep(StepGains.in(each.ball(), each.x().shape()), new PlainArithmetic())
        .guard(direction, each.x(), LENGTH, rows, least);
  }
}
