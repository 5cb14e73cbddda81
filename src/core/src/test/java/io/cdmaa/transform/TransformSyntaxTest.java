package io.cdmaa.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransformSyntaxTest {
  @Test
  void everyKindIsRead() {
    assertThat(Transform.parse("jpeg:75")).isEqualTo(new Jpeg(75, Jpeg.Sampling.HALVED));
    assertThat(Transform.parse("jpeg:75:444")).isEqualTo(new Jpeg(75, Jpeg.Sampling.FULL));
    assertThat(Transform.parse("chroma")).isEqualTo(new ChromaSubsampling());
    assertThat(Transform.parse("resize:0.75")).isEqualTo(Transform.resize(0.75));
    assertThat(Transform.parse("resize:0.5:bicubic"))
        .isEqualTo(new Resize(0.5, Resize.Filter.BICUBIC));
    assertThat(Transform.parse(" Blur:1 ")).isEqualTo(Transform.blur(1));
    assertThat(Transform.parse("noise:2")).isInstanceOf(Noise.class);
    assertThat(Transform.parse("crop:3")).isEqualTo(new CropJitter(3, 3, 3, 3));
    assertThat(Transform.parse("gamma:0.8")).isEqualTo(Tone.gamma(0.8));
    assertThat(Transform.parse("brightness:1.2")).isEqualTo(Tone.brightness(1.2));
    assertThat(Transform.parse("resize:0.5+jpeg:80"))
        .isEqualTo(new Chain(List.of(Transform.resize(0.5), Transform.jpeg(80))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jpeg:75",
        "jpeg:75:444",
        "jpeg:75-95",
        "webp:80",
        "chroma",
        "resize:0.75",
        "resize:0.5-1:bilinear+jpeg:80",
        "blur:0.5",
        "noise:1-3",
        "crop:0-4",
        "gamma:0.8-1.25",
        "brightness:1.1"
      })
  void whatIsPrintedIsReadBack(String text) {
    TransformRange range = TransformSyntax.range(text);
    assertThat(range.text()).isEqualTo(text);
    assertThat(TransformSyntax.range(range.text())).isEqualTo(range);
    if (range.isSingle()) {
      assertThat(Transform.parse(text).text()).isEqualTo(text);
    }
  }

  @Test
  void aRangeDrawsAllBetweenItsEndsAndTheSameForOneSeed() {
    TransformRange range = TransformSyntax.range("jpeg:75-80");
    Set<Integer> qualities = new HashSet<>();
    SplittableRandom random = new SplittableRandom(1);
    SplittableRandom again = new SplittableRandom(1);
    for (int i = 0; i < 200; i++) {
      Jpeg jpeg = (Jpeg) range.draw(random);
      assertThat(range.draw(again)).isEqualTo(jpeg);
      qualities.add(jpeg.quality());
    }
    assertThat(qualities).containsExactlyInAnyOrder(75, 76, 77, 78, 79, 80);
  }

  @Test
  void commasSeparateRanges() {
    assertThat(TransformSyntax.ranges("jpeg:75-95,resize:0.75,blur:1"))
        .extracting(TransformRange::text)
        .containsExactly("jpeg:75-95", "resize:0.75", "blur:1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jpg:75|did you mean 'jpeg'",
        "jpeg|does not have the form jpeg:Q",
        "jpeg:75:422|did you mean '420'",
        "jpeg:0|at least 1 and at most 100",
        "jpeg:75-101|at least 1 and at most 100",
        "jpeg:95-75|smaller number first",
        "jpeg:75.5|whole numbers",
        "jpeg:high|is neither a number from 0 up nor a range",
        "blur:-1|is neither a number from 0 up nor a range",
        "resize:0.75:bicubc|did you mean 'bicubic'",
        "resize:9|at least 0.05 and at most 4.0",
        "chroma:2|does not have the form chroma",
        "blur:1:2|does not have the form blur:S",
        "''|is not a transform",
        "jpeg:75+|is not a transform"
      })
  void whatIsWrongIsNamed(String text, String message) {
    assertThatThrownBy(() -> TransformSyntax.range(text))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aSingleTransformIsNoRange() {
    assertThatThrownBy(() -> Transform.parse("jpeg:75-95"))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("is a range of transforms");
  }

  @Test
  void theTableNamesEveryKind() {
    assertThat(TransformSyntax.rows())
        .extracting(TransformSyntax.Row::syntax)
        .contains("jpeg:Q", "chroma", "resize:F", "blur:S");
  }
}
