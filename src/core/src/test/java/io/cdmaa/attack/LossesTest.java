package io.cdmaa.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LossesTest {
  private static final Losses LOSSES = new Losses(new double[][] {{0.1, 0.3}, {0.05, 0.05, 0.2}});

  @Test
  void countsAndMeansAreThoseOfTheirDefinitions() {
    assertThat(LOSSES.mean(0)).isEqualTo(0.2, within(1e-15));
    assertThat(LOSSES.mean(1)).isEqualTo(0.1, within(1e-15));
    assertThat(LOSSES.weakest()).isEqualTo(1);
    assertThat(LOSSES.domains()).isEqualTo(5);
    assertThat(LOSSES.succeeded(0.1)).isEqualTo(3);
    assertThat(LOSSES.succeeded(1, 0.05)).isEqualTo(3);
    assertThat(LOSSES.of(new GradientRow(1, 2))).isEqualTo(0.2);
    assertThat(LOSSES.of(GradientRow.mean(0))).isEqualTo(LOSSES.mean(0));
  }

  @Test
  void theArrayIsCopiedInAndOut() {
    double[][] values = {{1}};
    Losses losses = new Losses(values);
    values[0][0] = 2;
    losses.perDomain()[0][0] = 3;

    assertThat(losses.mean(0)).isEqualTo(1);
  }

  @Test
  void nothingHasNoLosses() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Losses(new double[0][]));
    assertThatIllegalArgumentException().isThrownBy(() -> new Losses(new double[2][0]));
  }
}
