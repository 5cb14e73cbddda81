package io.cdmaa.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cdmaa.CdmaaException;
import io.cdmaa.mgda.UniformModels;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AttackSettingsTest {
  private static final AttackSettings DEFAULTS = AttackSettings.defaults();

  private static void assertNames(ThrowingCallable call, String... parts) {
    assertThatExceptionOfType(CdmaaException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  @Test
  void valuesOutsideTheirRangesAreNamedWithWhatIsAllowed() {
    assertNames(() -> DEFAULTS.withEpsilon(3), "epsilon is 3.0", "above 0.0", "at most 2.0");
    assertNames(() -> DEFAULTS.withEpsilon(0), "epsilon is 0.0");
    assertNames(() -> DEFAULTS.withStepSize(Double.NaN), "stepSize is NaN");
    assertNames(() -> DEFAULTS.withIterations(0), "iterations is 0", "at least 1");
    assertNames(() -> DEFAULTS.withStartOffset(-1), "startOffset is -1.0");
    assertNames(() -> DEFAULTS.withThreshold(0), "threshold is 0.0");
    assertNames(() -> new Pgd(0), "restarts is 0");
    assertNames(() -> new MiFgsm(-1), "momentum is -1.0");
    assertNames(() -> new Budget.L2(0), "epsilon is 0.0");
  }

  @Test
  void eachWitherChangesItsOwnValueOnly() {
    AttackSettings changed =
        DEFAULTS
            .withEpsilon(0.1)
            .withStepSize(0.02)
            .withIterations(3)
            .withSeed(4)
            .withStartOffset(0.5)
            .withThreshold(0.6)
            .withEarlyStop(true)
            .withAggregation(new UniformModels())
            .withProjection(candidate -> {});

    assertThat(changed.budget()).isEqualTo(new Budget.LInf(0.1));
    assertThat(changed.stepSize()).isEqualTo(0.02);
    assertThat(changed.iterations()).isEqualTo(3);
    assertThat(changed.seed()).isEqualTo(4);
    assertThat(changed.startOffset()).isEqualTo(0.5);
    assertThat(changed.threshold()).isEqualTo(0.6);
    assertThat(changed.earlyStop()).isTrue();
    assertThat(changed.aggregation()).isEqualTo(new UniformModels());
    assertThat(changed.projection()).isNotEqualTo(Projection.NONE);
    assertThat(
            changed
                .withBudget(DEFAULTS.budget())
                .withStepSize(0.01)
                .withIterations(50)
                .withSeed(0)
                .withStartOffset(0.001)
                .withThreshold(0.05)
                .withEarlyStop(false)
                .withAggregation(DEFAULTS.aggregation())
                .withProjection(Projection.NONE))
        .isEqualTo(DEFAULTS);
  }
}
