package io.cdmaa.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransformListTest {
  @ParameterizedTest
  @ValueSource(strings = {"none", "usual", "jpeg:85", "webp:80,resize:0.5+jpeg:80,blur:1"})
  void whatIsPrintedIsReadBack(String text) {
    List<Transform> transforms = TransformList.parse(text);
    assertThat(TransformList.text(transforms)).isEqualTo(text);
  }

  @Test
  void usualStandsForItsTransformsAmongOthers() {
    assertThat(TransformList.parse("None")).isEmpty();
    assertThat(TransformList.parse(" Usual ")).isEqualTo(TransformList.USUAL);
    assertThat(TransformList.parse("crop:2, usual,jpeg:85"))
        .hasSize(9)
        .startsWith(new CropJitter(2, 2, 2, 2))
        .containsAll(TransformList.USUAL);
  }

  @Test
  void transformsAreNamedInWords() {
    assertThat(
            TransformList.parse(
                "usual,jpeg:90:444,chroma,noise:2.5,crop:3,gamma:0.8,brightness:1.2,"
                    + "resize:0.333+webp:80"))
        .extracting(Transform::inWords)
        .containsExactly(
            "JPEG, quality 95",
            "JPEG, quality 85",
            "JPEG, quality 75",
            "JPEG, quality 50",
            "WebP, quality 80",
            "resized to 75 % and back",
            "resized to 50 % and back",
            "blurred by 1 pixel",
            "JPEG, quality 90, full chroma",
            "chroma subsampling",
            "noise of 2.5 levels",
            "cropped by up to 3 pixels",
            "gamma 0.8",
            "brightness times 1.2",
            "resized to 33.3 % and back, then WebP, quality 80");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "usaul|did you mean 'usual'",
        "jpeg:85,nome|did you mean 'none'",
        "jpeg:85,none|'none' is not a transform",
        "wepb:80|did you mean 'webp'",
        "webp:101|at least 1 and at most 100",
        "jpeg:75-95|is a range of transforms",
        "''|is empty; write none",
        "usual,,blur:1|missing in the list 'usual,,blur:1'"
      })
  void whatIsWrongIsNamed(String text, String message) {
    assertThatThrownBy(() -> TransformList.parse(text))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining(message);
  }
}
