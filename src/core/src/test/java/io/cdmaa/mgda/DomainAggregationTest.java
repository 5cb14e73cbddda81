package io.cdmaa.mgda;

import static io.cdmaa.testkit.Samples.gram;
import static io.cdmaa.testkit.Samples.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class DomainAggregationTest {
  private static final double[] LOSSES = {0.3, 0.1, 0.2};
  private static final double[][] GRAM = gram(random(3, 9, 1));

  @Test
  void plannedStrategiesWeighAsTheirNamesSay() {
    assertThat(new UniformDomains().weights(7, new double[4], new double[4][4]))
        .containsExactly(0.25, 0.25, 0.25, 0.25);
    assertThat(new SingleDomain(1).weights(7, LOSSES, GRAM)).containsExactly(0, 1, 0);
    assertThat(new SingleDomain(8).weights(7, LOSSES, GRAM)).containsExactly(0, 0, 1);
    assertThat(new IterativeDomains().weights(5, LOSSES, GRAM)).containsExactly(0, 0, 1);
    assertThatIllegalArgumentException().isThrownBy(() -> new SingleDomain(-1));
  }

  @Test
  void onlyWhatLooksAtLossesOrGradientsNeedsThem() {
    assertThat(new UniformDomains().needsGradients()).isFalse();
    assertThat(new SingleDomain(2).needsGradients()).isFalse();
    assertThat(new IterativeDomains().needsGradients()).isFalse();
    assertThat(new WorstDomain().needsGradients()).isTrue();
    assertThat(new MgdaDomains(new Mgda(Regularisation.NONE)).needsGradients()).isTrue();
  }

  @Test
  void theWorstDomainIsTheOneOfLeastLoss() {
    assertThat(new WorstDomain().weights(0, LOSSES, GRAM)).containsExactly(0, 1, 0);
  }

  /** By hand, as for generators: orthogonal vectors of lengths 1 and 2 weigh 4 to 1. */
  @Test
  void mgdaGivesTheShortestPointOfTheDomains() {
    double[][] gram = gram(new double[] {1, 0}, new double[] {0, 2});
    assertThat(
            new MgdaDomains(new Mgda(Regularisation.NONE))
                .weights(0, new double[] {0.4, 0.1}, gram))
        .containsExactly(new double[] {0.8, 0.2}, within(1e-12));
    // Log: factors 2.5 and 10, coefficients 2.5 * 64/65 and 10 * 1/65, of sum 170/65.
    assertThat(
            new MgdaDomains(new Mgda(Regularisation.LOG)).weights(0, new double[] {0.4, 0.1}, gram))
        .containsExactly(new double[] {160 / 170.0, 10 / 170.0}, within(1e-12));
  }

  @Test
  void domainsThatDoNotReactWeighAlike() {
    assertThat(
            new MgdaDomains(new Mgda(Regularisation.L2))
                .weights(0, new double[2], new double[2][2]))
        .containsExactly(0.5, 0.5);
  }

  /**
   * With worst domains (0.1 of generator 0, 0.2 of generator 1) and penalty the second stage sees
   * two orthogonal unit vectors and losses 0.1 and 0.2: r a is 0.1 * 4/5 and 0.2 * 1/5.
   */
  @Test
  void theSecondStageSeesTheLossThatTheFirstStageChose() {
    Aggregation aggregation =
        new DomainsThenModels(List.of(0, 0, 1), new WorstDomain(), new Mgda(Regularisation.PENALTY))
            .aggregate(
                0,
                new double[] {0.5, 0.1, 0.2},
                gram(new double[] {3, 0, 1}, new double[] {1, 0, 0}, new double[] {0, 1, 0}));

    assertThat(aggregation.coefficients())
        .containsExactly(new double[] {0, 0.08, 0.04}, within(1e-8));
    assertThat(aggregation.weights()).containsExactly(new double[] {0, 0.8, 0.2}, within(1e-8));
  }
}
