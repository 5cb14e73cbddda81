package io.cdmaa.mgda;

import static io.cdmaa.testkit.Samples.gram;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class NormalisedModelsTest {
  private static final double[][] GRAM = gram(new double[] {1, 0}, new double[] {0, 2});
  private static final double[] LOSSES = {0.4, 0.1};

  /** By hand: lengths 1 and 2, so factors 1 and 1/2; logarithmic 2.5 and 10; both 2.5 and 5. */
  @Test
  void gradientsAreWeighedByTheirFactorsAlone() {
    assertThat(weights(Regularisation.NONE)).containsExactly(0.5, 0.5);
    assertThat(weights(Regularisation.L2))
        .containsExactly(new double[] {2 / 3.0, 1 / 3.0}, within(1e-12));
    assertThat(weights(Regularisation.LOG)).containsExactly(new double[] {0.2, 0.8}, within(1e-12));
    assertThat(weights(Regularisation.L2_LOG))
        .containsExactly(new double[] {1 / 3.0, 2 / 3.0}, within(1e-12));
    assertThat(weights(Regularisation.L2_PENALTY))
        .containsExactly(new double[] {8 / 9.0, 1 / 9.0}, within(1e-8));
  }

  private static double[] weights(Regularisation regularisation) {
    return new NormalisedModels(regularisation, false).aggregate(3, LOSSES, GRAM).coefficients();
  }

  @Test
  void staticFactorsAreThoseOfTheStartUntilTheNextStart() {
    NormalisedModels strategy = new NormalisedModels(Regularisation.L2, true);
    double[][] later = gram(new double[] {4, 0}, new double[] {0, 2});
    for (ModelAggregation run : List.of(strategy.forRun(), strategy.forRun())) {
      double[] first = run.aggregate(0, LOSSES, GRAM).weights();
      assertThat(first).containsExactly(new double[] {2 / 3.0, 1 / 3.0}, within(1e-12));
      assertThat(run.aggregate(1, LOSSES, later).weights()).containsExactly(first);
      assertThat(run.aggregate(0, LOSSES, later).weights())
          .containsExactly(new double[] {1 / 3.0, 2 / 3.0}, within(1e-12));
    }
  }

  @Test
  void runsShareNothing() {
    NormalisedModels strategy = new NormalisedModels(Regularisation.L2, true);
    ModelAggregation one = strategy.forRun();
    ModelAggregation other = strategy.forRun();
    one.aggregate(0, LOSSES, GRAM);
    other.aggregate(0, LOSSES, gram(new double[] {2, 0}, new double[] {0, 1}));
    assertThat(one.aggregate(1, LOSSES, GRAM).weights())
        .containsExactly(new double[] {2 / 3.0, 1 / 3.0}, within(1e-12));
  }
}
