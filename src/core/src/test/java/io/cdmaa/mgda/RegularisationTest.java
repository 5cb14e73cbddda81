package io.cdmaa.mgda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RegularisationTest {
  private static final double[] LOSSES = {0.5, 0.01};
  private static final double[] NORMS = {4, 0.1};

  @Test
  void factorsAreThoseOfThePaper() {
    assertThat(Regularisation.NONE.factors(LOSSES, NORMS)).containsExactly(1, 1);
    assertThat(Regularisation.L2.factors(LOSSES, NORMS)).containsExactly(0.25, 10);
    assertThat(Regularisation.LOG.factors(LOSSES, NORMS)).containsExactly(2, 100);
    assertThat(Regularisation.PENALTY.factors(LOSSES, NORMS))
        .containsExactly(new double[] {0.5, 0.01}, within(1e-9));
  }

  @ParameterizedTest
  @EnumSource
  void zeroLossesAndGradientsGiveFiniteFactors(Regularisation regularisation) {
    for (double factor : regularisation.factors(new double[] {0, 0}, new double[] {0, 3})) {
      assertThat(factor).isFinite().isNotNegative();
    }
  }

  @Test
  void lengthsMustAgree() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Regularisation.L2.factors(LOSSES, new double[1]));
  }
}
