package io.cdmaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.Verdict.DomainVerdict;
import io.cdmaa.Verdict.GeneratorVerdict;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ContactSheetTest {
  private static DomainVerdict domain(double loss) {
    return new DomainVerdict("hair", loss, loss >= 0.05, OptionalDouble.empty());
  }

  @Test
  void theThreeFakesThatChangeMostAreShownFirstTheMostChanged() {
    GeneratorVerdict generator =
        new GeneratorVerdict(
            "StarGAN", List.of(domain(0.02), domain(0.07), domain(0.01), domain(0.09)));
    assertThat(ContactSheet.shown(generator)).containsExactly(3, 1, 0);
  }

  @Test
  void fewerDomainsThanRoomAreAllShown() {
    assertThat(ContactSheet.shown(new GeneratorVerdict("U-GAT-IT", List.of(domain(0.3)))))
        .containsExactly(0);
  }

  @Test
  void aCaptionSaysWhetherTheFakeIsBroken() {
    assertThat(ContactSheet.caption(domain(0.0757))).isEqualTo("broken: L 0.0757");
    assertThat(ContactSheet.caption(domain(0.0496))).isEqualTo("not broken: L 0.0496");
  }
}
