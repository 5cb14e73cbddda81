package io.cdmaa.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import org.junit.jupiter.api.Test;

/** A machine without fonts is named as such before the work. */
class FontsTest {
  @Test
  void whatJavaThrowsWithoutFontconfigIsPutIntoWords() {
    Runnable withoutFonts =
        () -> {
          throw new InternalError(new RuntimeException("Fontconfig head is null"));
        };
    assertThatThrownBy(() -> Fonts.require(withoutFonts))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("fontconfig");
  }

  @Test
  void whereTextCanBeDrawnNothingIsSaid() {
    assertThatCode(() -> Fonts.require(() -> {})).doesNotThrowAnyException();
  }
}
