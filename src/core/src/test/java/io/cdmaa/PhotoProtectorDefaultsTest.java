package io.cdmaa;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.attack.AttackSettings;
import io.cdmaa.attack.MethodAlgorithms;
import io.cdmaa.protection.ProtectionPlan;
import io.cdmaa.runtime.GraphCache;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import org.junit.jupiter.api.Test;

/** Where nothing is chosen, the public API means what the command line means. */
class PhotoProtectorDefaultsTest {
  private static final SessionFactory SESSIONS =
      new SessionFactory(RuntimeSettings.cpu(), GraphCache.off());

  @Test
  void aBuilderMeansTheDefaults() {
    ProtectionPlan plan = new PhotoProtectorBuilder().plan(SESSIONS);
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
    assertThat(new PhotoProtectorBuilder().method(method).plan(SESSIONS).method())
        .isEqualTo(method)
        .isEqualTo(
            new PhotoProtectorBuilder()
                .method("cdmaa attack=pgd restarts=2")
                .plan(SESSIONS)
                .method());
  }
}
