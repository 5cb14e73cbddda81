package io.cdmaa.mgda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GradientMatrixTest {
  @Test
  void rowsOfTheMatrixAreViewsOfItsMemory() {
    GradientMatrix gradients = new GradientMatrix(2, 3);
    gradients.row(1).set(2, 5);

    assertThat(gradients.values().toArray()).containsExactly(0, 0, 0, 0, 0, 5);
    assertThat(gradients.row(1)).isSameAs(gradients.row(1));
    assertThat(gradients.row(1).shape()).containsExactly(3);
  }
}
