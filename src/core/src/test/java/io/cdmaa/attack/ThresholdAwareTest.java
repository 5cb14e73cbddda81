package io.cdmaa.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.mgda.Aggregation;
import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.mgda.Mgda;
import io.cdmaa.mgda.ModelAggregation;
import io.cdmaa.mgda.Regularisation;
import io.cdmaa.mgda.UniformModels;
import io.cdmaa.tensor.FloatTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ThresholdAwareTest {
  private static final int SIZE = 100;
  private static final FloatTensor PHOTO = FloatTensor.zeros(1, 10, 10);
  private static final AttackSettings SETTINGS =
      AttackSettings.defaults().withIterations(60).withStepSize(0.005);

  /** A linear map that alone, at the whole budget, has this loss: (epsilon ||A||_1)^2. */
  private static double[] map(long seed, double lossAlone) {
    Random random = new Random(seed);
    double[] map = random.doubles(SIZE, -1, 1).toArray();
    double norm = 0;
    for (double value : map) {
      norm += Math.abs(value);
    }
    for (int d = 0; d < SIZE; d++) {
      map[d] *= Math.sqrt(lossAlone) / (0.05 * norm);
    }
    return map;
  }

  /** Two generators that can be broken, even together, and one that never can. */
  private static ToyObjective group() {
    return new ToyObjective(
        PHOTO,
        new double[][] {map(1, 0.3)},
        new double[][] {map(2, 0.02)},
        new double[][] {map(3, 0.3)});
  }

  private static AttackResult run(AttackSettings settings, List<IterationReport> reports) {
    return new IFgsm()
        .run(
            group(),
            PHOTO,
            settings,
            report -> {
              reports.add(report);
              return true;
            });
  }

  private static Losses with(ModelAggregation models) {
    return run(SETTINGS.withAggregation(models), new ArrayList<>()).losses();
  }

  @Test
  void breaksAtLeastAsManyDomainsAsUniformAndKeepsTheWeakestNearThePenaltysLevel() {
    Losses penalty = with(new Mgda(Regularisation.PENALTY));
    Losses uniform = with(new UniformModels());
    Losses aware = with(new ThresholdAware());
    assertThat(penalty.succeeded(0.05)).isZero();
    assertThat(aware.succeeded(0.05)).isPositive().isGreaterThanOrEqualTo(uniform.succeeded(0.05));
    assertThat(aware.mean(aware.weakest()))
        .isGreaterThanOrEqualTo(0.6 * penalty.mean(penalty.weakest()));
    assertThat(uniform.mean(uniform.weakest())).isLessThan(0.6 * penalty.mean(penalty.weakest()));
  }

  @Test
  void leadsWithThePenaltyAndHoldsGeneratorsNearTheirFloorAfterwards() {
    List<IterationReport> penalty = new ArrayList<>();
    List<IterationReport> aware = new ArrayList<>();
    run(SETTINGS.withAggregation(new Mgda(Regularisation.PENALTY)), penalty);
    run(SETTINGS.withAggregation(new ThresholdAware(0.5, 0.8, new SoftCount())), aware);
    for (int t = 0; t < 30; t++) {
      assertThat(aware.get(t).aggregation().weights())
          .containsExactly(penalty.get(t).aggregation().weights(), within(1e-9));
    }
    double level = level(aware);
    for (int t = 40; t < 60; t++) {
      Losses losses = aware.get(t).losses();
      assertThat(losses.mean(losses.weakest())).isGreaterThan(0.72 * level);
    }
  }

  /** Returns the level that the first half of 60 iterations has learnt. */
  private static double level(List<IterationReport> reports) {
    return reports.subList(0, 30).stream()
        .mapToDouble(r -> r.losses().mean(r.losses().weakest()))
        .max()
        .orElseThrow();
  }

  /** The step that ends at the edge of a ball keeps its promise as a sign step does. */
  @Test
  void holdsGeneratorsNearTheirFloorInABudgetThatBoundsANorm() {
    List<IterationReport> reports = new ArrayList<>();
    AttackSettings settings =
        SETTINGS
            .withBudget(new Budget.Rms(0.05))
            .withAggregation(new ThresholdAware(0.5, 0.8, new SoftCount()));
    run(settings, reports);
    double level = level(reports);
    for (IterationReport each : reports.subList(40, 60)) {
      Losses losses = each.losses();
      assertThat(losses.mean(losses.weakest())).isGreaterThan(0.79 * level);
    }
    assertThat(Arrays.stream(reports.get(59).losses().means()).max().orElseThrow())
        .isGreaterThan(1.5 * level);
  }

  @Test
  void leadingToTheEndTakesThePenaltysSteps() {
    AttackSettings last = SETTINGS.withCriterion(Criterion.LAST);
    AttackResult penalty =
        run(last.withAggregation(new Mgda(Regularisation.PENALTY)), new ArrayList<>());
    AttackResult aware =
        run(last.withAggregation(new ThresholdAware(1, 0, new SoftCount())), new ArrayList<>());
    assertThat(aware.photo().toArray()).isEqualTo(penalty.photo().toArray());
  }

  /** Of iterates that break as many domains, all above the floor, the nearest to breaking more. */
  @Test
  void keepsTheIterateOfTheHighestSoftenedCount() {
    List<IterationReport> reports = new ArrayList<>();
    AttackSettings settings =
        SETTINGS.withAggregation(new ThresholdAware(0, 0, new SoftCount())).withThreshold(10);
    Losses kept = run(settings, reports).losses();
    double best = softCount(kept);
    assertThat(reports)
        .allSatisfy(r -> assertThat(softCount(r.losses())).isLessThanOrEqualTo(best));
  }

  private static double softCount(Losses losses) {
    return Arrays.stream(losses.perDomain())
        .flatMapToDouble(Arrays::stream)
        .map(loss -> new SoftCount().value(loss, 10))
        .sum();
  }

  /** On the levels of an 8-bit file: whole levels from the photo, six at most for 0.05. */
  @Test
  void roundedAtEveryStepEveryResultIsWhatAFileHolds() {
    FloatTensor photo = white();
    for (int d = 0; d < SIZE; d++) {
      photo.set(d, (float) ((d + 100) / 127.5 - 1));
    }
    ToyObjective toy = new ToyObjective(photo, new double[][] {map(5, 1)});
    AttackSettings settings =
        SETTINGS.withRounding(Rounding.EVERY_STEP).withSchedule(Schedule.TWO_STAGE);
    FloatTensor found = new IFgsm().run(toy, photo, settings, report -> true).photo();
    double[] map = map(5, 1);
    for (int d = 0; d < SIZE; d++) {
      double moved = ((double) found.get(d) - photo.get(d)) * 127.5;
      assertThat(moved).isCloseTo(Math.rint(moved), within(1e-4));
      assertThat(Math.abs(Math.rint(moved))).isEqualTo(6);
      assertThat(Math.signum(moved) * Math.signum(found.get(0) - photo.get(0)) * map[0] * map[d])
          .isPositive();
    }
  }

  /** A gradient eight times as long counts twice as much under transforms, not eight times. */
  @Test
  void underTransformsGradientsCountByTheCubeRootOfTheirLength() {
    double[][] map = {map(1, 0.3)};
    ToyObjective plain = new ToyObjective(PHOTO, map, map);
    Objective estimate =
        new ObjectiveView(plain) {
          @Override
          public boolean isEstimate() {
            return true;
          }

          @Override
          public Losses evaluate(FloatTensor photo, GradientMatrix gradients) {
            return inner.evaluate(photo, gradients);
          }

          @Override
          public Losses evaluate(FloatTensor photo) {
            return inner.evaluate(photo);
          }
        };
    assertThat(secondStep(plain)).isCloseTo(1, within(1e-12));
    assertThat(secondStep(estimate)).isCloseTo(0.25, within(1e-12));
  }

  /**
   * Returns the ratio of the coefficients of two gradients of lengths 8 and 1 in the second step.
   */
  private static double secondStep(Objective objective) {
    ThresholdWeighting weighting =
        new ThresholdWeighting(new ThresholdAware(0, 0, new SoftCount()), SETTINGS, objective);
    Losses losses = new Losses(new double[][] {{0.02}, {0.02}});
    double[][] gram = {{64, 0}, {0, 1}};
    weighting.plan(0);
    weighting.aggregate(0, losses, gram);
    weighting.plan(1);
    double[] coefficients = weighting.aggregate(1, losses, gram).coefficients();
    return coefficients[0] / coefficients[1];
  }

  /** The generator that is safely broken takes no part, but must not fall below 1.5 x 0.05. */
  @Test
  void whatIsSafelyBrokenOnlyKeepsItsMargin() {
    ThresholdWeighting weighting = weighting(60, 0.8);
    Losses losses = new Losses(new double[][] {{0.03}, {0.004}, {0.09}});
    weighting.plan(1);
    Aggregation aggregation =
        weighting.aggregate(1, losses, new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
    assertThat(aggregation.weights()[2]).isZero();
    assertThat(aggregation.weights()[0]).isGreaterThan(4 * aggregation.weights()[1]);
    double[] least = weighting.leastGains(1, losses);
    assertThat(least[2]).isCloseTo(0.075 - 0.09, within(1e-12));
    assertThat(least[1]).isCloseTo(0.8 * 0.005 - 0.004, within(1e-12));
  }

  /** Powers 2, then 4 halfway from the lead to the end, and 6 from the end on. */
  @Test
  void theCountSharpensFromTheLeadToTheEnd() {
    ThresholdAware aware = new ThresholdAware(0.2, 0, new SoftCount(2, 1.3), 6);
    assertThat(aware.count(0)).isEqualTo(new SoftCount(2, 1.3));
    assertThat(aware.count(0.2)).isEqualTo(new SoftCount(2, 1.3));
    assertThat(aware.count(0.6).power()).isCloseTo(4, within(1e-12));
    assertThat(aware.count(0.6).margin()).isEqualTo(1.3);
    assertThat(aware.count(1)).isEqualTo(new SoftCount(6, 1.3));
    assertThat(new ThresholdAware(1, 0, new SoftCount(), 6).count(1)).isEqualTo(new SoftCount());
  }

  /**
   * The ratio of the weights of L = 0.022 and 0.0055 with the margin 1.1: r = 2/5 and 1/10. With
   * power p it is 4^(p - 1) ((1 + 0.1^p) / (1 + 0.4^p))^2, so 3.032 at p = 2 and 1015.7 at p = 6.
   */
  @Test
  void theLastStepsSpendNothingOnWhatIsFarFromTheThreshold() {
    ThresholdWeighting weighting =
        new ThresholdWeighting(
            new ThresholdAware(0, 0, new SoftCount(), 6),
            SETTINGS.withIterations(60),
            new ToyObjective(PHOTO, new double[][] {map(1, 1), map(2, 1)}));
    weighting.plan(0);
    weighting.aggregate(0, new Losses(new double[][] {{0.022, 0.0055}}), new double[][] {{1}});
    assertThat(ratio(weighting.plan(0))).isCloseTo(3.032, within(0.001));
    assertThat(ratio(weighting.plan(60))).isCloseTo(1015.7, within(0.1));
  }

  private static double ratio(Optional<DomainWeights> weights) {
    double[] domains = weights.orElseThrow().of(0);
    return domains[0] / domains[1];
  }

  /** By a fifth in a step, but not above 1.5 x 0.05; its weight in the count stays. */
  @Test
  void theOnlyDomainOfAGeneratorIsLiftedFromATenthOfTheThreshold() {
    double[] loss = {0.0049, 0.006, 0.03, 0.07};
    double[] gain = {Double.NEGATIVE_INFINITY, 0.0012, 0.006, 0.005};
    for (int i = 0; i < loss.length; i++) {
      ThresholdWeighting weighting = weighting(60, 0.1);
      double[] found = new double[0];
      for (int t = 1; t < 3; t++) {
        found = leastGains(weighting, t, loss[i]);
      }
      assertGain(found[0], gain[i]);
    }
  }

  /**
   * Lifted from 0.01 by a fifth; it follows once, misses three times, and from then on only keeps
   * its floor, 0.0005, and the iteration after that is left to the count.
   */
  @Test
  void whatHardlyFollowsIsNotLiftedAnyFurther() {
    double[] loss = {0.01, 0.012, 0.0125, 0.013, 0.0135, 0.02};
    double[] gain = {0.002, 0.0024, 0.0025, 0.0026, 0.0005 - 0.0135, Double.NEGATIVE_INFINITY};
    ThresholdWeighting weighting = weighting(60, 0.1);
    for (int i = 0; i < loss.length; i++) {
      assertGain(leastGains(weighting, i + 1, loss[i])[0], gain[i]);
    }
  }

  /** A restart leads again. Its iteration 0 is no step that was to lift anything. */
  @Test
  void aRestartTriesAgainToLiftWhatWasGivenUp() {
    ThresholdWeighting weighting =
        new ThresholdWeighting(
            new ThresholdAware(0.05, 0.1, new SoftCount()), SETTINGS.withIterations(60), group());
    for (int restart = 0; restart < 2; restart++) {
      for (int t = 0; t < 3; t++) {
        assertThat(leastGains(weighting, t, 0.01)).isEmpty();
      }
      for (int t = 3; t < 6; t++) {
        assertGain(leastGains(weighting, t, 0.01)[0], 0.002);
      }
      assertThat(leastGains(weighting, 6, 0.01)[0]).isNegative();
    }
  }

  private static void assertGain(double found, double expected) {
    if (Double.isInfinite(expected)) {
      assertThat(found).isEqualTo(expected);
    } else {
      assertThat(found).isCloseTo(expected, within(1e-12));
    }
  }

  /** One iteration in which three generators have this loss, 0.004 and 0.09. */
  private static double[] leastGains(ThresholdWeighting weighting, int iteration, double loss) {
    double[][] unit = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    Losses losses = new Losses(new double[][] {{loss}, {0.004}, {0.09}});
    weighting.plan(iteration);
    assertThat(weighting.aggregate(iteration, losses, unit).weights()[0]).isPositive();
    return weighting.leastGains(iteration, losses);
  }

  @Test
  void aDomainAmongOthersOfItsGeneratorIsLiftedByTheCountAlone() {
    double[][] maps = {map(1, 1), map(2, 1)};
    ThresholdWeighting weighting =
        new ThresholdWeighting(
            new ThresholdAware(0, 0, new SoftCount()), SETTINGS, new ToyObjective(PHOTO, maps));
    Losses losses = new Losses(new double[][] {{0.03, 0.04}});
    for (int t = 0; t < 2; t++) {
      weighting.plan(t);
      weighting.aggregate(t, losses, new double[][] {{1}});
    }
    assertThat(weighting.leastGains(1, losses)).containsExactly(Double.NEGATIVE_INFINITY);
  }

  /** The level of 15 iterations is lower than that of 50 by about (50 / 15)^0.38 = 1.58. */
  @Test
  void aShortSearchGuardsTheLevelOfALongOne() {
    Losses losses = new Losses(new double[][] {{0.03}, {0.004}, {0.09}});
    double[] floors = new double[3];
    int[] iterations = {50, 15, 2};
    for (int i = 0; i < 3; i++) {
      ThresholdWeighting weighting = weighting(iterations[i], 0.8);
      weighting.plan(iterations[i]);
      weighting.aggregate(iterations[i], losses, new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
      floors[i] = weighting.leastGains(iterations[i], losses)[1] + 0.004;
    }
    assertThat(floors[0]).isCloseTo(0.004, within(1e-12));
    assertThat(floors[1]).isCloseTo(0.00632, within(1e-5));
    assertThat(floors[2]).isCloseTo(0.0064, within(1e-12));
  }

  /** After a lead of one iteration in which the weakest of three generators reached 0.005. */
  private static ThresholdWeighting weighting(int iterations, double floor) {
    ThresholdWeighting weighting =
        new ThresholdWeighting(
            new ThresholdAware(0, floor, new SoftCount()),
            SETTINGS.withIterations(iterations),
            group());
    weighting.plan(0);
    Losses lead = new Losses(new double[][] {{0.03}, {0.005}, {0.09}});
    weighting.aggregate(0, lead, new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
    return weighting;
  }

  /** The highest level everywhere; zero, as in {@link #PHOTO}, is none. */
  private static FloatTensor white() {
    FloatTensor white = FloatTensor.zeros(1, 10, 10);
    for (int d = 0; d < SIZE; d++) {
      white.set(d, 1);
    }
    return white;
  }

  /** 0.003 is less than half a level and would be rounded away; twice 0.01 is 2.55 levels. */
  @Test
  void stepsAreWholeLevelsOfWhichThereIsAtLeastOne() {
    double[][] stepAndLevels = {{0.003, 1, 1}, {0.01, 3, 1}, {0.02, 5, 3}};
    for (double[] expected : stepAndLevels) {
      List<Double> sizes = new ArrayList<>();
      new IFgsm()
          .run(
              group(),
              white(),
              SETTINGS
                  .withStepSize(expected[0])
                  .withRounding(Rounding.EVERY_STEP)
                  .withSchedule(Schedule.TWO_STAGE),
              report -> sizes.add(report.stepSize() * 127.5));
      assertThat(sizes.get(0)).isCloseTo(expected[1], within(1e-9));
      assertThat(sizes.get(59)).isCloseTo(expected[2], within(1e-9));
    }
  }
}
