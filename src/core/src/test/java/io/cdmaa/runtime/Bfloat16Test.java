package io.cdmaa.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.Precision;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which precision is computed where there is a module for bf16, and where it does not work. */
class Bfloat16Test {
  private record Provider(Optional<String> obstacle, Optional<String> drawback)
      implements Bfloat16Provider {
    @Override
    public BoundSession open(byte[] model, SessionFactory sessions) {
      throw new UnsupportedOperationException();
    }
  }

  private static final Bfloat16Provider WORKING = new Provider(Optional.empty(), Optional.empty());
  private static final Bfloat16Provider OLD =
      new Provider(Optional.of("there are no instructions"), Optional.empty());
  private static final Bfloat16Provider SLOW =
      new Provider(Optional.empty(), Optional.of("there are no tiles"));

  private static void assertRefused(boolean cuda, Optional<Bfloat16Provider> found, String why) {
    assertThatThrownBy(() -> Bfloat16.provider(Precision.BF16, cuda, 1, () -> found))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("because " + why)
        .hasMessageContaining("compute in float32")
        .extracting(f -> ((CdmaaException) f).reason())
        .isEqualTo(ErrorReason.BF16_UNAVAILABLE);
  }

  @Test
  void theReasonIsNamedWhereItIsRequired() {
    assertRefused(false, Optional.empty(), "the module cdmaa-bf16 is not on the class path");
    assertRefused(false, Optional.of(OLD), "there are no instructions");
    assertRefused(true, Optional.of(WORKING), "it is for processors");
    assertThat(Bfloat16.provider(Precision.BF16, false, 64, () -> Optional.of(WORKING)))
        .contains(WORKING);
    assertThat(Bfloat16.provider(Precision.BF16, false, 1, () -> Optional.of(SLOW))).contains(SLOW);
  }

  @Test
  void autoTakesItWhereItWorksAndIsFast() {
    assertThat(Bfloat16.provider(Precision.AUTO, false, 4, () -> Optional.of(WORKING)))
        .contains(WORKING);
    assertThat(Bfloat16.provider(Precision.AUTO, false, 1, () -> Optional.of(OLD))).isEmpty();
    assertThat(Bfloat16.provider(Precision.AUTO, false, 1, () -> Optional.of(SLOW))).isEmpty();
    assertThat(Bfloat16.provider(Precision.AUTO, false, 1, Optional::empty)).isEmpty();
    assertThat(Bfloat16.provider(Precision.AUTO, false, 5, () -> Optional.of(WORKING))).isEmpty();
    assertThat(Bfloat16.provider(Precision.AUTO, true, 1, () -> Optional.of(WORKING))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"FP32", "TF32", "FP16"})
  void otherPrecisionsDoNotLookForIt(Precision precision) {
    assertThat(
            Bfloat16.provider(
                precision,
                false,
                1,
                () -> {
                  throw new AssertionError("was looked for");
                }))
        .isEmpty();
  }
}
