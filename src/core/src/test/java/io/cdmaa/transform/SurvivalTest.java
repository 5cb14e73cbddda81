package io.cdmaa.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
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

  /** Whatever happens to a lossy file happens after its encoding. */
  @Test
  void theEncoderComesFirst() {
    Transform encoder = new Jpeg(80, Jpeg.Sampling.FULL);
    Survival written = Survival.parse("blur:1").writtenBy(Optional.of(encoder));
    SplittableRandom random = new SplittableRandom(1);
    assertThat(written.draw(0, random)).contains(encoder);
    assertThat(written.draw(1, random)).contains(new Chain(List.of(encoder, Transform.blur(1))));
    assertThat(written.text()).isEqualTo("blur:1");

    Survival none = Survival.NONE.writtenBy(Optional.of(encoder));
    assertThat(none.isNone()).isTrue();
    assertThat(none.isPlain()).isFalse();
    assertThat(none.steps(50)).isEqualTo(50);
    assertThat(Survival.parse("blur:1").draw(0, random)).isEmpty();
  }

  @Test
  void memoryCountsTheEncoder() {
    Frame frame = Frame.whole(3, 64, 64);
    Optional<Transform> encoder = Optional.of(new Jpeg(80, Jpeg.Sampling.FULL));
    for (String text : new String[] {"none", "blur:1"}) {
      Survival plain = Survival.parse(text);
      assertThat(TransformMemory.sessionBytes(plain.writtenBy(encoder), frame))
          .isGreaterThan(TransformMemory.sessionBytes(plain, frame));
    }
  }

  @Test
  void listsWithGapsOrPresetsAreExplained() {
    for (String text : new String[] {"", " "}) {
      assertThatThrownBy(() -> Survival.parse(text))
          .isInstanceOf(CdmaaException.class)
          .hasMessageContaining("is empty; write none");
    }
    assertThatThrownBy(() -> Survival.parse("jpeg:75,"))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("missing in the list 'jpeg:75,'");
    assertThatThrownBy(() -> Survival.parse("posting, jpeg:80"))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("give it alone, or list its transforms, jpeg:92-98,");
    assertThatThrownBy(() -> Survival.parse("none,jpeg:80"))
        .isInstanceOf(CdmaaException.class)
        .hasMessageEndingWith("give it alone");
  }

  @Test
  void cropsThatLeaveNothingOfThePhotoAreRefused() {
    TransformRange crop = TransformSyntax.range("crop:0-8");
    crop.requireRoom(17, 17);
    assertThatThrownBy(() -> crop.requireRoom(40, 16))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("crop:8 leaves nothing of a photo of 16 x 40 pixels")
        .hasMessageContaining("at most 7 at each side");
    Transform chain = Transform.parse("resize:0.5+crop:8");
    assertThatThrownBy(() -> chain.requireRoom(16, 16)).isInstanceOf(CdmaaException.class);
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
