package io.cdmaa.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions from attributes, against vectors worked out by hand from the official test codes. */
class LabelsTest {
  /** A blond man with bangs and a moustache, not young. */
  private static final SourceAttributes BLOND_MAN =
      SourceAttributes.parse(
          "Bald=0,Bangs=1,Black_Hair=0,Blond_Hair=1,Brown_Hair=0,Bushy_Eyebrows=0,Eyeglasses=0,"
              + "Male=1,Mouth_Slightly_Open=0,Mustache=1,No_Beard=0,Pale_Skin=0,Young=0");

  @TempDir Path folder;

  private static Manifest shipped(String name) {
    return ManifestReader.read(Path.of("onnx", name, "manifest.yaml"));
  }

  private static float[] condition(Manifest manifest, SourceAttributes photo, String domain) {
    return manifest.labels().orElseThrow().domains(photo).stream()
        .filter(d -> d.name().equals(domain))
        .findFirst()
        .orElseThrow()
        .condition();
  }

  private static float[] numbers(String text) {
    String[] parts = text.strip().split("\\s+", -1);
    float[] values = new float[parts.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(parts[i]);
    }
    return values;
  }

  /** Black, blond, brown, male, young: {@code create_labels} on the label 0 1 0 1 0. */
  @ParameterizedTest
  @CsvSource({
    "black hair, 1 0 0 1 0",
    "blond hair, 0 1 0 1 0",
    "brown hair, 0 0 1 1 0",
    "gender, 0 1 0 0 0",
    "age, 0 1 0 1 1"
  })
  void starGanFlipsOneAttributeOfThePhotosLabelAndHairColoursExcludeEachOther(
      String domain, String expected) {
    assertThat(condition(shipped("stargan"), BLOND_MAN, domain)).containsExactly(numbers(expected));
  }

  /** (target * 2 - 1) * 0.5, the edited one at twice that; baldness takes the bangs away. */
  @ParameterizedTest
  @CsvSource({
    "bald, 1 -.5 -.5 .5 -.5 -.5 -.5 .5 -.5 .5 -.5 -.5 -.5",
    "bangs, -.5 -1 -.5 .5 -.5 -.5 -.5 .5 -.5 .5 -.5 -.5 -.5",
    "black hair, -.5 .5 1 -.5 -.5 -.5 -.5 .5 -.5 .5 -.5 -.5 -.5",
    "gender, -.5 .5 -.5 .5 -.5 -.5 -.5 -1 -.5 .5 -.5 -.5 -.5",
    "age, -.5 .5 -.5 .5 -.5 -.5 -.5 .5 -.5 .5 -.5 -.5 1"
  })
  void attGanScalesTheTargetAndTheEditedAttributeTwice(String domain, String expected) {
    assertThat(condition(shipped("attgan"), BLOND_MAN, domain)).containsExactly(numbers(expected));
  }

  /**
   * Bangs, eyeglasses, no beard, mouth slightly open, pale skin of 1 0 0 0 0: labels at +-0.5, the
   * edited one of the target 1.5 times as large.
   */
  @ParameterizedTest
  @CsvSource({
    "bangs, -1.25 0 0 0 0",
    "eyeglasses, 0 1.25 0 0 0",
    "beard, 0 0 1.25 0 0",
    "pale skin, 0 0 0 0 1.25"
  })
  void stGanTakesTheDifferenceOfStrengthenedTargetAndSource(String domain, String expected) {
    assertThat(condition(shipped("stgan"), BLOND_MAN, domain)).containsExactly(numbers(expected));
  }

  @Test
  void withoutLabelsTheNeutralSourceOfTheManifestIsAssumed() {
    Manifest manifest = shipped("stargan");
    assertThat(manifest.domains().get(0).condition()).containsExactly(1, 0, 0, 0, 1);
    assertThat(manifest.domains().get(3).condition()).containsExactly(0, 0, 1, 1, 1);
    assertThat(manifest.labels().orElseThrow().domains(SourceAttributes.UNKNOWN))
        .isEqualTo(manifest.domains());
  }

  @Test
  void whatIsKnownOfAPhotoTakesAwayWhatItExcludesInTheNeutralSource() {
    float[] young = condition(shipped("stargan"), SourceAttributes.parse("black hair=1"), "age");
    assertThat(young).containsExactly(1, 0, 0, 0, 0);
    float[] both =
        condition(shipped("stargan"), SourceAttributes.parse("Black_Hair=1,Brown_Hair=1"), "age");
    assertThat(both).containsExactly(1, 0, 1, 0, 0);
  }

  @Test
  void valuesThatAreGivenStayAndOneHotIgnoresTheFace() {
    Labels.Edit given =
        new Labels.Edit("given", Optional.of(new float[] {7, 8}), List.of(), List.of(), List.of());
    Labels.Edit edit =
        new Labels.Edit("edit", Optional.empty(), List.of("B"), List.of(), List.of());
    Labels labels =
        new Labels(
            List.of("A", "B"),
            Labels.Form.ONE_HOT,
            0,
            1,
            1,
            List.of(),
            List.of("A"),
            List.of(given, edit));
    List<Domain> domains = labels.domains(new SourceAttributes(Map.of("B", true)));
    assertThat(domains.get(0).condition()).containsExactly(7, 8);
    assertThat(domains.get(1).condition()).containsExactly(0, 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{form: label, domains: [{name: a, value: [1, 0]}]} | without naming them",
        "{domains: [{name: a, flip: A}]} | without naming them",
        "{attributes: [Male, Young], source: [Yuong]} | did you mean 'Young'",
        "{attributes: [Male, Young], domains: [{name: a, set: Mael}]} | did you mean 'Male'",
        "{attributes: [Male, Young], exclusive: [[Male, Old]]} | not among its attributes",
        "{attributes: [Male, Young], domains: [{name: a}]} | either a value or an edit",
        "{attributes: [Male, male]} | an attribute twice",
        "{attributes: [Male, Young], low: 1} | the same number",
        "{attributes: [Male, Young], domains: [{name: a, flip: 3}]} | no attribute's name",
        "{attributes: [Male, Young], form: onehot} | form",
        "{attributes: [Male, Young, Bald]} | takes 2",
      })
  void saysWhatIsWrongWithAManifestsLabels(String condition, String expected) throws IOException {
    TinyGenerators.write(folder, "g.onnx", TinyGenerators.conditional(1));
    Path path =
        Files.writeString(
            folder.resolve("m.yaml"), "version: 1\nonnx: g.onnx\ncondition: " + condition + "\n");
    assertThatThrownBy(() -> GeneratorLoader.load(List.of(path)))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void aSessionTakesTheConditionsOfEachPhotoWithoutBeingBuiltAgain() throws IOException {
    TinyGenerators.write(folder, "g.onnx", TinyGenerators.conditional(1));
    String domains = "domains: [{name: male, flip: Male}, {name: young, flip: Young}]";
    String labels = "condition: {attributes: [Male, Young], source: [Young], " + domains + "}\n";
    Path neutral =
        Files.writeString(folder.resolve("m.yaml"), "version: 1\nonnx: g.onnx\n" + labels);
    // The same conditions written out for a man of whom only that is known: 0 1, and 1 0.
    String values = "domains: [{name: male, value: [0, 1]}, {name: young, value: [1, 0]}]";
    Path written =
        Files.writeString(
            folder.resolve("n.yaml"), "version: 1\nonnx: g.onnx\ncondition: {" + values + "}\n");
    FloatTensor photo = FloatTensor.zeros(3, 8, 8);
    for (int i = 0; i < photo.size(); i++) {
      photo.set(i, (float) Math.sin(i));
    }
    SessionFactory cpu = new SessionFactory(RuntimeSettings.cpu());
    try (GeneratorGroup group =
            GeneratorGroup.forward(GeneratorLoader.load(List.of(neutral)), cpu);
        GeneratorGroup expected =
            GeneratorGroup.forward(GeneratorLoader.load(List.of(written)), cpu)) {
      SourceAttributes unknown = SourceAttributes.UNKNOWN;
      SourceAttributes man = SourceAttributes.parse("Male=1");
      GeneratorSession before = group.sessions(PhotoShape.of(photo), unknown).get(0);
      float[] ofNeutral = group.fakes(photo, unknown).get(0).toArray();
      float[] ofMan = group.fakes(photo, man).get(0).toArray();
      assertThat(group.sessions(PhotoShape.of(photo), man).get(0)).isSameAs(before);
      assertThat(ofMan).isNotEqualTo(ofNeutral);
      assertThat(group.fakes(photo, unknown).get(0).toArray()).isEqualTo(ofNeutral);
      assertThat(ofMan).isEqualTo(expected.fakes(photo, unknown).get(0).toArray());
      FloatTensor other = FloatTensor.zeros(3, 9, 8);
      float[] kept = group.fakes(other, man).get(0).toArray();
      assertThat(kept).isEqualTo(expected.fakes(other, unknown).get(0).toArray());
    }
  }

  @Test
  void attributesThatNoGeneratorKnowsAreRefusedWithTheNearestOne() throws IOException {
    List<Generator> generators = GeneratorLoader.load(List.of(Path.of("onnx", "stargan")));
    assertThatThrownBy(() -> SourceAttributes.parse("Blak_Hair=1").requireKnown(generators))
        .hasMessageContaining("did you mean 'Black_Hair'");
    assertThatThrownBy(() -> SourceAttributes.parse("Male")).hasMessageContaining("NAME=1");
    assertThatThrownBy(() -> SourceAttributes.parse("Male=1,male=0")).hasMessageContaining("twice");
    TinyGenerators.write(folder, "g.onnx", TinyGenerators.plain(1));
    List<Generator> plain = GeneratorLoader.load(List.of(folder));
    assertThatThrownBy(() -> SourceAttributes.parse("Male=1").requireKnown(plain))
        .hasMessageContaining("takes attributes");
  }
}
