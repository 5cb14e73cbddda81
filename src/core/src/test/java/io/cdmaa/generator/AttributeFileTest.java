package io.cdmaa.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attribute files in the forms in which they circulate. */
class AttributeFileTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("list_attr_celeba.txt"), text.replace("\\n", "\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2\\nMale Young \\n000001.jpg -1  1\\n000002.jpg  1 -1\\n",
        "Male Young\\n000001.jpg -1  1\\n000002.jpg  1 -1",
        "image_id,Male,Young\\n000001.jpg,-1,1\\n000002.jpg,1,-1\\n",
        "2\\nMale Young\\n\\n000001.jpg 0 1\\n000002.jpg 1 0\\n\\n",
      })
  void readsEveryForm(String text) throws IOException {
    AttributeFile file = AttributeFile.read(file(text));
    assertThat(file.of(Path.of("a/000001.jpg")))
        .isEqualTo(SourceAttributes.parse("Male=0,Young=1"));
    assertThat(file.of(Path.of("000002.png"))).isEqualTo(SourceAttributes.parse("Male=1,Young=0"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2\\nMale Young\\n1.jpg 1 1\\n2.jpg 1 | line 4",
        "Male Young\\n1.jpg 1 x | the value 'x'",
        "Male Young\\n1.jpg 1 1\\n1.jpg 1 -1 | listed twice",
        "2\\n | names",
        "Male Young\\n | lists no photo",
      })
  void saysWhatIsWrongAndWhere(String text, String expected) throws IOException {
    Path path = file(text);
    assertThatThrownBy(() -> AttributeFile.read(path))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void aPhotoThatIsNotListedAndAMissingColumnAreErrors() throws IOException {
    AttributeFile file = AttributeFile.read(file("Male Yung\n1.jpg 1 1\n2.jpg 1 1\n2.png 1 1\n"));
    assertThatThrownBy(() -> file.of(Path.of("3.jpg"))).hasMessageContaining("no line for 3.jpg");
    assertThatThrownBy(() -> file.of(Path.of("2.bmp"))).hasMessageContaining("several lines");
    List<Generator> generators = GeneratorLoader.load(List.of(Path.of("onnx", "stargan")));
    assertThatThrownBy(() -> file.requireColumnsOf(generators))
        .hasMessageContaining("no column 'Black_Hair'");
    assertThatThrownBy(() -> AttributeFile.read(folder.resolve("none.txt")))
        .hasMessageContaining("check the path");
  }
}
