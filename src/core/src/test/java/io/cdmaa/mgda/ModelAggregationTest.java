package io.cdmaa.mgda;

import static io.cdmaa.testkit.Samples.gram;
import static io.cdmaa.testkit.Samples.random;
import static io.cdmaa.testkit.Samples.scaled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.testkit.Samples;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelAggregationTest {
  private static final double[][] ROWS = {{1, 0}, {0, 2}};
  private static final double[] LOSSES = {0.4, 0.1};

  /**
   * By hand. For orthogonal vectors a_j is proportional to 1 / ||r_j g_j||^2. None: lengths 1 and
   * 2, weights 4:1. L2: equal. Log: lengths 2.5 and 20, 64:1. Penalty: 0.4 and 0.2, 1:4. The
   * coefficients are r_j a_j.
   */
  @Test
  void mgdaWeighsTheRegularisedGradients() {
    double[][] gram = gram(ROWS);

    assertThat(new Mgda(Regularisation.NONE).aggregate(0, LOSSES, gram).weights())
        .containsExactly(new double[] {0.8, 0.2}, within(1e-9));
    assertThat(new Mgda(Regularisation.L2).aggregate(0, LOSSES, gram).coefficients())
        .containsExactly(new double[] {0.5, 0.25}, within(1e-9));
    assertThat(new Mgda(Regularisation.LOG).aggregate(0, LOSSES, gram).weights())
        .containsExactly(new double[] {64 / 65.0, 1 / 65.0}, within(1e-9));
    Aggregation penalty = new Mgda(Regularisation.PENALTY).aggregate(0, LOSSES, gram);
    assertThat(penalty.weights()).containsExactly(new double[] {0.2, 0.8}, within(1e-8));
    assertThat(penalty.coefficients()).containsExactly(new double[] {0.08, 0.08}, within(1e-8));
    assertThat(penalty.squaredNorm()).isEqualTo(0.032, within(1e-9));
  }

  /** The property that the penalty exists for: (L_j + xi) times the gain is the same for all. */
  @Property(seed = "1", tries = 20, shrinking = ShrinkingMode.OFF)
  void withThePenaltyGainsAreInverseToTheLosses(
      @ForAll @LongRange(min = 0, max = 100_000) long seed) {
    double[][] gram = gram(random(4, 500, seed));
    double[] losses = {0.3, 0.1, 0.5, 0.2};

    Aggregation aggregation = new Mgda(Regularisation.PENALTY).aggregate(0, losses, gram);

    double[] gains = Grams.multiply(gram, aggregation.coefficients());
    for (int j = 0; j < 4; j++) {
      assertThat(losses[j] * gains[j])
          .isEqualTo(aggregation.squaredNorm(), within(1e-6 * aggregation.squaredNorm()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aGeneratorThatDoesNotReactIsLeftOutAndFlagged(Regularisation regularisation) {
    Aggregation aggregation =
        new Mgda(regularisation)
            .aggregate(
                0,
                new double[] {0.4, 0, 0.1},
                gram(new double[] {1, 0}, new double[] {0, 0}, new double[] {0, 2}));

    assertThat(aggregation.inert()).containsExactly(false, true, false);
    assertThat(aggregation.allInert()).isFalse();
    assertThat(aggregation.weights()[1]).isZero();
    assertThat(aggregation.coefficients()[0]).isPositive();
    assertThat(aggregation.coefficients()[2]).isPositive();
    assertThat(aggregation.squaredNorm()).isPositive();
  }

  @Test
  void noReactionAtAllGivesNoDirection() {
    Aggregation aggregation =
        new Mgda(Regularisation.PENALTY).aggregate(0, new double[2], new double[2][2]);

    assertThat(aggregation.allInert()).isTrue();
    assertThat(aggregation.coefficients()).containsExactly(0, 0);
    assertThat(aggregation.unitCoefficients()).containsExactly(0, 0);
  }

  @ParameterizedTest
  @EnumSource
  void gradientsOfAnyScaleGiveTermsOfAtMostOneUnit(Regularisation regularisation) {
    for (double factor : new double[] {1e-10, 1, 1e15}) {
      double[][] gram = gram(scaled(random(4, 50, 3), factor, 1, 2 * factor, 1e-3));
      double[] losses = {0, 1e-9, 0.5, 2};

      double[] unit = new Mgda(regularisation).aggregate(0, losses, gram).unitCoefficients();

      double longest = 0;
      for (int j = 0; j < 4; j++) {
        longest = Math.max(longest, unit[j] * Math.sqrt(gram[j][j]));
      }
      assertThat(longest).isEqualTo(1, within(1e-12));
    }
  }

  @Test
  void cosinesAreCosines() {
    double[][] cosines =
        new UniformModels()
            .aggregate(
                0,
                new double[3],
                gram(new double[] {2, 0}, new double[] {-3, 0}, new double[] {0, 0}))
            .cosines();

    assertThat(cosines).isDeepEqualTo(new double[][] {{1, -1, 0}, {-1, 1, 0}, {0, 0, 0}});
  }

  @Test
  void theSimpleStrategiesWeighAsTheirNamesSay() {
    double[][] gram = gram(random(4, 9, 1));
    double[] losses = new double[4];

    assertThat(new UniformModels().aggregate(3, losses, gram).coefficients())
        .containsExactly(0.25, 0.25, 0.25, 0.25);
    assertThat(new SingleModel(2).aggregate(3, losses, gram).coefficients())
        .containsExactly(0, 0, 1, 0);
    assertThat(new IterativeModels().aggregate(5, losses, gram).coefficients())
        .containsExactly(0, 1, 0, 0);
    assertThat(new FixedWeights(List.of(1.0, 0.0, 3.0, 4.0)).aggregate(3, losses, gram).weights())
        .containsExactly(0.125, 0, 0.375, 0.5);
  }

  @Test
  void strategiesThatDoNotFitTheGroupSaySo() {
    double[][] gram = gram(ROWS);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SingleModel(2).aggregate(0, LOSSES, gram))
        .withMessageContaining("generator is 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FixedWeights(List.of(1.0)).aggregate(0, LOSSES, gram));
    assertThatIllegalArgumentException().isThrownBy(() -> new FixedWeights(List.of(0.0, 0.0)));
    assertThatIllegalArgumentException().isThrownBy(() -> new FixedWeights(List.of(-1.0, 2.0)));
    assertThatIllegalArgumentException().isThrownBy(() -> new SingleModel(-1));
  }

  /** Two domains of generator 0 and one of generator 1: the means' shares are 1/4, 1/4, 1/2. */
  @Test
  void uniformDomainsThenUniformModelsIsTheMeanOfMeans() {
    Aggregation aggregation =
        new DomainsThenModels(List.of(0, 0, 1), new UniformDomains(), new UniformModels())
            .aggregate(0, new double[3], gram(random(3, 5, 1)));

    assertThat(aggregation.coefficients()).containsExactly(0.25, 0.25, 0.5);
  }

  /** With one row per generator the domain stage has nothing to decide. */
  @Test
  void oneDomainPerGeneratorIsTheModelStrategyAlone() {
    double[][] gram = gram(random(3, 5, 1));
    double[] losses = {0.3, 0.2, 0.4};
    Mgda mgda = new Mgda(Regularisation.PENALTY);

    double[] nested =
        new DomainsThenModels(List.of(0, 1, 2), new MgdaDomains(mgda), mgda)
            .aggregate(0, losses, gram)
            .coefficients();

    assertThat(nested)
        .containsExactly(mgda.aggregate(0, losses, gram).coefficients(), within(1e-12));
  }

  /** Uniform domains then MGDA equals MGDA on the gradients of the mean losses. */
  @Test
  void uniformDomainsThenMgdaIsMgdaOnTheMeans() {
    double[][] rows = random(4, 9, 2);
    double[][] means = {
      Samples.combine(new double[] {0.5, 0.5, 0, 0}, rows),
      Samples.combine(new double[] {0, 0, 0.5, 0.5}, rows)
    };
    Mgda mgda = new Mgda(Regularisation.PENALTY);

    double[] nested =
        new DomainsThenModels(List.of(0, 0, 1, 1), new UniformDomains(), mgda)
            .aggregate(0, new double[] {0.1, 0.3, 0.6, 0.4}, gram(rows))
            .coefficients();

    double[] direct = mgda.aggregate(0, new double[] {0.2, 0.5}, gram(means)).coefficients();
    assertThat(nested)
        .containsExactly(
            new double[] {direct[0] / 2, direct[0] / 2, direct[1] / 2, direct[1] / 2},
            within(1e-12));
  }

  @Test
  void takingTurnsInBothStagesVisitsEveryRow() {
    ModelAggregation turns =
        new DomainsThenModels(List.of(0, 0, 1, 1), new IterativeDomains(), new IterativeModels());
    double[][] gram = gram(random(4, 9, 2));
    double[] visits = new double[4];
    for (int t = 0; t < 4; t++) {
      double[] weights = turns.aggregate(t, new double[4], gram).weights();
      for (int j = 0; j < 4; j++) {
        visits[j] += weights[j];
      }
    }
    assertThat(visits).containsExactly(1, 1, 1, 1);
  }

  @Test
  void aGeneratorWithoutARowIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new DomainsThenModels(List.of(0, 2), new UniformDomains(), new UniformModels()));
  }
}
