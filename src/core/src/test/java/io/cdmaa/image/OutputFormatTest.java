package io.cdmaa.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputFormatTest {

  @ParameterizedTest
  @CsvSource({
    "a.png,PNG",
    "a.PNG,PNG",
    "a.jpg,JPEG",
    "a.b.jpeg,JPEG",
    "a.bmp,BMP",
    "a.tif,TIFF",
    "x/a.TIFF,TIFF"
  })
  void theExtensionDecidesWhateverItsCase(Path file, OutputFormat expected) {
    assertThat(OutputFormat.of(file)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a.webp", "a.gif", "png", "x.png/a", "/"})
  void anythingElseIsRefusedWithAListOfWhatIsSupported(Path file) {
    assertThatThrownBy(() -> OutputFormat.of(file))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("bmp, jpeg, jpg, png, tif, tiff");
  }

  @Test
  void onlyJpegIsLossyAndEveryUsualExtensionNamesItsFormat() {
    for (OutputFormat format : OutputFormat.values()) {
      assertThat(format.lossy()).isEqualTo(format == OutputFormat.JPEG);
      assertThat(OutputFormat.of(Path.of("a." + format.extension()))).isEqualTo(format);
    }
  }
}
