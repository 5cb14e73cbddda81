package io.cdmaa.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import org.junit.jupiter.api.Test;

class SurvivalTest {
  @Test
  void presetsAndListsAreReadBack() {
    for (Survival.Preset preset : Survival.presets()) {
      assertThat(Survival.parse(preset.name())).isEqualTo(preset.survival());
      assertThat(preset.survival().text()).isEqualTo(preset.name());
    }
    Survival own = Survival.parse("jpeg:75-95,resize:0.75");
    assertThat(own.ranges()).hasSize(2);
    assertThat(Survival.parse(own.text())).isEqualTo(own);
  }

  @Test
  void aMisspeltNameIsPutRight() {
    assertThatThrownBy(() -> Survival.parse("postng"))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("did you mean 'posting'");
    assertThatThrownBy(() -> Survival.parse("jpgg:75"))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("did you mean 'jpeg'");
    assertThat(Survival.parse("chroma").ranges()).hasSize(1);
  }
}
