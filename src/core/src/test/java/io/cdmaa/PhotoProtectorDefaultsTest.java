package io.cdmaa;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.attack.AttackSettings;
import io.cdmaa.attack.MethodAlgorithms;
import io.cdmaa.protection.ProtectionPlan;
import org.junit.jupiter.api.Test;

/** Where nothing is chosen, the public API means what the command line means. */
class PhotoProtectorDefaultsTest {
  @Test
  void aBuilderMeansTheDefaults() {
    ProtectionPlan plan = new PhotoProtectorBuilder().plan();
    assertThat(plan.method()).isEqualTo(Method.THRESHOLD);
    assertThat(plan.settings())
        .isEqualTo(
            MethodAlgorithms.settings(
                Method.THRESHOLD,
                AttackSettings.defaults()
                    .withEpsilon(0.05)
                    .withStepSize(0.01)
                    .withIterations(50)
                    .withThreshold(0.05)
                    .withSeed(0)));
  }

  @Test
  void aMethodIsGivenAsAValueOrAsItsText() {
    Method method = Method.CDMAA.withAttack(new SearchStrategy.Pgd(2));
    assertThat(new PhotoProtectorBuilder().method(method).plan().method())
        .isEqualTo(method)
        .isEqualTo(
            new PhotoProtectorBuilder().method("cdmaa attack=pgd restarts=2").plan().method());
  }
}
