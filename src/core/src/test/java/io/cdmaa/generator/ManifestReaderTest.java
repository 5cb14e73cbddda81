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
import org.junit.jupiter.api.Timeout;
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
        "version: 1\\n"
            + "onnx: g.onnx\\n"
            + "nane: x | line 3, column 1, is wrong: it has the unknown key 'nane'; did you mean"
            + " 'name'",
        "version: 1\\nonnx: g.onnx\\nimage: {colour: RGB} | did you mean 'color'",
        "version: 2\\nonnx: g.onnx | this tool reads 'version: 1'",
        "version: 1 | names no model",
        "version: 1\\nonnx: h.onnx | does not exist",
        "version: 1\\nonnx: g.onnx\\nimage: {range: [1]} | two numbers",
        "version: 1\\nonnx: g.onnx\\nimage: {range: [1, 1]} | is empty",
        "version: 1\\n"
            + "onnx: g.onnx\\n"
            + "image: {layout: CHW} | 'image.layout' is 'CHW'; write one of NCHW, NHWC",
        "version: one\\nonnx: g.onnx | 'version' should be a whole number",
        "version: 1\\nonnx: {a: b} | 'onnx' should be a text",
        "version: 1\\nonnx: g.onnx\\ncondition: {form: x} | one of label, difference, one-hot",
        "version: 1\\n"
            + "onnx: g.onnx\\n"
            + "condition: {domains: {a: 1}} | 'condition.domains' should be a list",
        "version: 1\\nonnx: g.onnx\\nimage: 5 | 'image' should be a block of lines",
        "just words | it is no block of lines",
        "'' | is wrong: it is empty",
        "version: 1\\n"
            + "onnx: g.onnx\\n"
            + "name: a\\n"
            + "name: b | line 4, column 1, is wrong: the key 'name' occurs twice",
        "version: 1\\nonnx: g.onnx\\nimage: {size: 8, size: 9} | the key 'size' occurs twice",
        "version: 1\\n"
            + "onnx: g.onnx\\n"
            + "name: &a x\\n"
            + "origin: *a | it uses the alias *a; write the value out",
        "version: 1\\nonnx: g.onnx\\n---\\nversion: 1 | a second document",
        "version: 1\\n\tonnx: g.onnx | indented with a tab",
        "version: 1\\n"
            + "onnx: g.onnx\\n"
            + "condition: {domains: [{name: a, value: [0, 1]}, ~]} | an empty entry",
        "version: 1\\nonnx: g.onnx\\ncondition: {attributes: [~, Male]} | an empty entry",
        "version: 1\\n"
            + "onnx: g.onnx\\n"
            + "condition: {attributes: [Male], exclusive: [[~]]} | an empty entry",
        "version: 1\\nonnx: g.onnx\\nimage: {size: [8, ~]} | neither one number",
        "version:\\nonnx: g.onnx | add a line 'version: 1'",
        "version: 1\\nonnx: a: b | a second ':' stands in one line",
        "version: 1\\nonnx: \"g.onnx | close the quotes",
        "version: 1\\nonnx: g.onnx\\nname: 5 | 'name' should be a text; put it into quotes",
        "version: 1\\nonnx: g.onnx\\nimage: {size: 99999999999} | the size 99999999999 is neither",
        "version: 1\\nonnx: g.onnx\\nimage: {crop: {size: 0, of: 1}} | does not fit",
        "version: 1\\n"
            + "onnx: g.onnx\\n"
            + "condition: {low: 1} | speaks of attributes without naming them",
        "version: 1\\n"
            + "onnx: g.onnx\\n"
            + "condition: {domains: [{name: a, set: B}]} | speaks of attributes without naming"
            + " them",
        "version: 1\\n"
            + "onnx: g.onnx\\n"
            + "condition: {attributes: [A], domains: [{name: a, set: []}]}"
            + " | line 3, column 50, is wrong: 'condition.domains[0].set' is an empty list",
        "version: 1\\n"
            + "onnx: g.onnx\\n"
            + "condition: {attributes: [A], domains: [{set: A}]} | a domain lacks its name; give"
            + " one",
        "version: 1\\nonnx: g.onnx\\ncondition: {attributes: [A, A]} | it names an attribute twice",
        "? [a]\\n: b | a key is a list or block",
        "version: 1\\nonnx: ../g.onnx | outside the manifest's own folder",
        "version: 1\\nonnx: /g.onnx | outside the manifest's own folder",
        "version: 1\\nonnx: g.onnx\\ngradient: a/../../g.onnx | outside the manifest's own folder",
        "version: 1\\nonnx: \"g\\0.onnx\" | the control character U+0000",
        "version: 1\\nonnx: [ | line 2",
        "version: 1\\nonnx: g.onnx\\ncondition: {domains: [{name: a, value: [x]}]} | no number",
        "version: 1\\n"
            + "onnx: g.onnx\\n"
            + "condition: {domains: [{name: a}]} | lacks its name or its value",
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
        "image: {size: 9} | its images are 8 x 8 pixels, while the manifest says 9 x 9",
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
  void aModelThatIsALinkOutOfTheFolderIsRefused() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Files.createSymbolicLink(inner.resolve("g.onnx"), folder.resolve("g.onnx"));
    Path path = Files.writeString(inner.resolve("m.yaml"), "version: 1\nonnx: g.onnx\n");
    assertThatThrownBy(() -> ManifestReader.read(path))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("a link that leaves the manifest's folder");
  }

  /** What once ended in minutes of work, in gigabytes or in a stack overflow. */
  @Test
  @Timeout(20)
  void hugeTextsDeepNestingAndAliasBombsAreRefusedAtOnce() throws IOException {
    String start = "version: 1\nonnx: g.onnx\n";
    List<String> hostile =
        List.of(
            start + "name: " + "n".repeat(60_000_000) + "\n",
            start + "name: " + "n".repeat(1001) + "\n",
            start + "sha256: " + "{a: ".repeat(5000) + "1" + "}".repeat(5000) + "\n",
            start + "condition: {domains: " + "[".repeat(100_000) + "\n",
            start + "image: &a {size: 8}\noutput: *a\n",
            "a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: [*c,*c,*c,*c]\n");
    for (String text : hostile) {
      Path path = manifest(text);
      assertThatThrownBy(() -> ManifestReader.read(path))
          .isInstanceOf(CdmaaException.class)
          .hasMessageMatching("The manifest .{1,400}");
    }
    Path latin = Files.write(folder.resolve("latin.yaml"), new byte[] {'a', (byte) 0xe9, '\n'});
    assertThatThrownBy(() -> ManifestReader.read(latin)).hasMessageContaining("is not UTF-8 text");
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
