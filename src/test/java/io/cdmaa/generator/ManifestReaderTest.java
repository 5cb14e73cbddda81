package io.cdmaa.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import io.cdmaa.onnx.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Manifests and the ways in which they can be wrong. */
class ManifestReaderTest {
  @TempDir Path folder;

  @BeforeEach
  void model() throws IOException {
    TinyGenerators.write(folder, "g.onnx", TinyGenerators.conditional(TensorType.UNKNOWN));
  }

  private Path manifest(String text) throws IOException {
    return Files.writeString(folder.resolve("manifest.yaml"), text);
  }

  @Test
  void readsWhatItSays() throws IOException {
    Path path =
        manifest(
            """
            version: 1
            name: Tiny
            onnx: g.onnx
            image: {input: image, layout: nchw, color: bgr, range: [0, 255], size: [8, 8]}
            output: {name: fake, range: [-1, 1]}
            condition:
              input: condition
              domains:
                - {name: on, value: [1, 0]}
                - {name: off, value: [0, [1]]}
            """);
    Manifest manifest = ManifestReader.read(path);
    assertThat(manifest.name()).contains("Tiny");
    assertThat(manifest.image().color()).contains(ColorOrder.BGR);
    assertThat(manifest.image().range()).contains(new ValueRange(0, 255));
    assertThat(manifest.domains().get(1).condition()).containsExactly(0, 1);
    assertThat(GeneratorLoader.load(manifest).domainNames()).containsExactly("on", "off");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "version: 1\\nonnx: g.onnx\\nnane: x | did you mean 'name'",
        "version: 1\\nonnx: g.onnx\\nimage: {colour: RGB} | did you mean 'color'",
        "version: 2\\nonnx: g.onnx | this tool reads 'version: 1'",
        "version: 1 | names no model",
        "version: 1\\nonnx: h.onnx | does not exist",
        "version: 1\\nonnx: g.onnx\\nimage: {range: [1]} | two numbers",
        "version: 1\\nonnx: g.onnx\\nimage: {range: [1, 1]} | is empty",
        "version: 1\\nonnx: g.onnx\\nimage: {layout: CHW} | layout",
        "version: 1\\nonnx: [ | line 2",
        "version: 1\\nonnx: g.onnx\\ncondition: {domains: [{name: a, value: [x]}]} | no number",
        "version: 1\\nonnx: g.onnx\\ncondition: {domains: [{name: a}]} | lacks its name or its value",
      })
  void saysWhatIsWrongAndWhere(String text, String expected) throws IOException {
    Path path = manifest(text.replace("\\n", "\n"));
    assertThatThrownBy(() -> ModelLocator.find(List.of(path)))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "image: {input: picture} | has no image input 'picture'",
        "output: {name: result} | has no image output 'result'",
        "condition: {input: label} | has no input 'label'",
        "condition: {input: condition, domains: [{name: a, value: [1, 2, 3]}]} | takes 2",
      })
  void comparesWithTheModel(String line, String expected) throws IOException {
    Path path = manifest("version: 1\nonnx: g.onnx\n" + line + "\n");
    assertThatThrownBy(() -> GeneratorLoader.load(List.of(path)))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void aFolderGivesItsManifestsAndItsBareModelsEachOnce() throws IOException {
    manifest("version: 1\nname: Said\nonnx: g.onnx\n");
    TinyGenerators.write(folder, "bare.onnx", TinyGenerators.plain(1));
    List<Generator> found = GeneratorLoader.load(List.of(folder, folder.resolve("g.onnx")));
    assertThat(found).extracting(Generator::name).containsExactly("Said", "bare");
    assertThat(found.get(0).assumptions()).anyMatch(a -> a.contains("one-hot"));
  }

  @Test
  void anEmptyFolderAndAMissingPathAreErrors() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> ModelLocator.find(List.of(empty))).hasMessageContaining("no model");
    assertThatThrownBy(() -> ModelLocator.find(List.of(folder.resolve("nowhere"))))
        .hasMessageContaining("does not exist");
  }
}
