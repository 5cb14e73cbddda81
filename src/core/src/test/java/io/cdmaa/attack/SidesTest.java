package io.cdmaa.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.mgda.Mgda;
import io.cdmaa.mgda.Regularisation;
import io.cdmaa.tensor.FloatTensor;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Losses with a high maximum on one side of the photo and a low one on the other. */
class SidesTest {
  private static final FloatTensor PHOTO = FloatTensor.zeros(1, 20, 20);
  private static final AttackSettings AWARE =
      AttackSettings.defaults().withAggregation(new ThresholdAware());
  private static final AttackSettings PENALTY =
      AWARE.withAggregation(new Mgda(Regularisation.PENALTY));

  /**
   * Two generators. For q = A_j . (x - photo), at most 1 within the budget, a loss is q^2 on the
   * side where q is positive and q^2 / (1 + 4 q^2) on the other: alike at the photo, and five times
   * as high in the end.
   */
  private static final class TwoSided implements Objective {
    private final double[][] maps = {map(1), map(2)};
    private Set<Integer> compared = Set.of(0, 1);
    private int lossCalls;
    private int singleCalls;

    private static double[] map(long seed) {
      double[] map = new Random(seed).doubles(PHOTO.size(), -1, 1).toArray();
      double norm = 0;
      for (double value : map) {
        norm += Math.abs(value);
      }
      double unit = 0.05 * norm;
      return IntStream.range(0, map.length).mapToDouble(d -> map[d] / unit).toArray();
    }

    double output(int j, FloatTensor x) {
      double q = 0;
      for (int d = 0; d < x.size(); d++) {
        q += maps[j][d] * x.get(d);
      }
      return q;
    }

    @Override
    public List<String> generatorNames() {
      return List.of("one", "two");
    }

    @Override
    public int domains(int generator) {
      return 1;
    }

    @Override
    public Losses evaluate(FloatTensor x, GradientMatrix gradients) {
      for (int j = 0; j < maps.length; j++) {
        double q = output(j, x);
        double slope = q > 0 ? 2 * q : 2 * q / Math.pow(1 + 4 * q * q, 2);
        for (int d = 0; d < x.size(); d++) {
          gradients.row(j).set(d, (float) (slope * maps[j][d]));
        }
      }
      return losses(x);
    }

    @Override
    public Losses evaluate(FloatTensor x) {
      lossCalls++;
      return losses(x);
    }

    @Override
    public boolean comparesPhotos(int generator) {
      return compared.contains(generator);
    }

    @Override
    public double loss(GradientRow row, FloatTensor x) {
      singleCalls++;
      return losses(x).of(row);
    }

    private Losses losses(FloatTensor x) {
      double[][] losses = new double[maps.length][1];
      for (int j = 0; j < maps.length; j++) {
        double q = output(j, x);
        losses[j][0] = q > 0 ? q * q : q * q / (1 + 4 * q * q);
      }
      return new Losses(losses);
    }

    /** Returns how many losses are on their high side. */
    long high(FloatTensor x) {
      return IntStream.range(0, maps.length).filter(j -> output(j, x) > 0).count();
    }
  }

  private static AttackResult run(Objective objective, AttackSettings settings) {
    return new MiFgsm(0.7).run(objective, PHOTO, settings, AttackListener.NONE);
  }

  /** The four pairs of sides all occur among the starts. */
  @Test
  void fromEveryStartEachLossReachesItsHighSide() {
    TwoSided objective = new TwoSided();
    long without = 0;
    for (int seed = 0; seed < 8; seed++) {
      AttackResult turned = run(objective, AWARE.withSeed(seed));
      assertThat(objective.high(turned.photo())).as("seed %s", seed).isEqualTo(2);
      assertThat(turned.losses().mean(turned.losses().weakest())).isGreaterThan(0.2);
      assertThat(turned.gradientEvaluations()).isEqualTo(AWARE.iterations());
      without += objective.high(run(objective, PENALTY.withSeed(seed)).photo());
    }
    assertThat(without).isBetween(4L, 12L);
  }

  /** Three more evaluations, except where few steps would be left or the start was learnt. */
  @ParameterizedTest
  @CsvSource({"50, 4", "15, 4", "10, 4", "9, 1", "2, 1"})
  void looksOnceAtTheOtherSideWhereFourFifthsOfTheStepsAreLeft(int iterations, int looks) {
    TwoSided objective = new TwoSided();
    AttackResult result = run(objective, AWARE.withIterations(iterations));
    assertThat(result.lossEvaluations()).isEqualTo(looks);
    assertThat(objective.lossCalls + objective.singleCalls / 2).isEqualTo(looks);
  }

  @Test
  void onlyGeneratorsThatCompareThePhotoAreTurned() {
    long turned = 0;
    for (int seed = 0; seed < 8; seed++) {
      TwoSided objective = new TwoSided();
      objective.compared = Set.of(1);
      AttackResult result = run(objective, AWARE.withSeed(seed));
      assertThat(objective.output(1, result.photo())).as("seed %s", seed).isPositive();
      assertThat(objective.singleCalls).isEqualTo(3);
      turned += objective.output(0, result.photo()) > 0 ? 1 : 0;
    }
    assertThat(turned).isBetween(1L, 7L);
  }

  @Test
  void withoutAnyThatComparesItNothingIsEvaluated() {
    TwoSided objective = new TwoSided();
    objective.compared = Set.of();
    assertThat(run(objective, AWARE).lossEvaluations()).isEqualTo(1);
    assertThat(objective.singleCalls).isZero();
  }

  @Test
  void aLearntStartKeepsItsSides() {
    TwoSided objective = new TwoSided();
    FloatTensor learnt = FloatTensor.zeros(3, 20, 20);
    for (int d = 0; d < learnt.size(); d++) {
      learnt.set(d, objective.maps[0][d % PHOTO.size()] > 0 ? -0.05f : 0.05f);
    }
    WarmStart warm =
        new WarmStart(learnt, new Budget.LInf(0.05), List.of("aa"), "0123456789abcdef");
    AttackResult result = run(objective, AWARE.withWarmStart(warm));
    assertThat(objective.output(0, result.photo())).isNegative();
    assertThat(result.lossEvaluations()).isEqualTo(1);
  }

  /** The methods of the literature are as published. */
  @Test
  void otherMethodsLookAtOneSideOnly() {
    assertThat(run(new TwoSided(), PENALTY).lossEvaluations()).isEqualTo(1);
  }

  @Test
  void aTurnStaysInsideTheBudgetAndIsTheSameAgain() {
    AttackSettings settings = AWARE.withSeed(3);
    float[] first = run(new TwoSided(), settings).photo().toArray();
    assertThat(run(new TwoSided(), settings).photo().toArray()).isEqualTo(first);
    for (float value : first) {
      assertThat(Math.abs((double) value)).isLessThanOrEqualTo(0.05);
    }
  }
}
