package io.cdmaa.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import io.cdmaa.Defaults;
import io.cdmaa.Method;
import io.cdmaa.SearchStrategy;
import io.cdmaa.experiment.Experiment.Keep;
import io.cdmaa.transform.SurvivalStrategy;
import io.cdmaa.transform.Transform;
import io.cdmaa.transform.TransformList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ExperimentReaderTest {
  private static final String HEAD = "version: 1\nphotos: [faces]\ngenerators: [../models]\n";

  @TempDir private Path folder;

  private Experiment read(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("table.yaml"), text);
    return ExperimentReader.read(file);
  }

  @Test
  void whatIsNotSaidHasItsStandardValue() throws IOException {
    Experiment experiment = read(HEAD);
    assertThat(experiment.title()).isEqualTo("table");
    assertThat(experiment.photos().paths()).containsExactly(folder.resolve("faces"));
    assertThat(experiment.generators())
        .containsExactly(folder.resolveSibling("models").toAbsolutePath());
    assertThat(experiment.photos().labels()).isEmpty();
    assertThat(experiment.crop()).isEqualTo("centre");
    assertThat(experiment.threshold()).isEqualTo(0.05);
    assertThat(experiment.keep()).isEqualTo(Keep.FIGURES);
    assertThat(experiment.settings()).hasSize(1);
    assertThat(experiment.settings().get(0).plan().method()).isEqualTo(Defaults.METHOD);
    assertThat(experiment.settings().get(0).plan().settings().iterations()).isEqualTo(50);
  }

  @Test
  void transformsAreReadAsAListOrByName() throws IOException {
    assertThat(read(HEAD).after()).isEmpty();
    assertThat(read(HEAD + "after: usual\n").after()).isEqualTo(TransformList.USUAL);
    assertThat(read(HEAD + "after: [usual, crop:2]\n").after()).hasSize(9);
    assertThat(read(HEAD + "after: jpeg:85,blur:1\n").after())
        .containsExactly(Transform.jpeg(85), Transform.blur(1));
    assertThat(read(HEAD + "fixed: {survive: posting}\n").after()).isEmpty();
    assertThatThrownBy(() -> read(HEAD + "after: [jpgg:85]\n"))
        .hasMessageContaining("line 4")
        .hasMessageContaining("did you mean 'jpeg'");
  }

  @Test
  void aGridIsTheProductOfItsLists() throws IOException {
    Experiment experiment =
        read(
            HEAD
                + "threshold: 0.1\n"
                + "fixed: {step-size: 0.02, iterations: 7}\n"
                + "grid: {epsilon: [0.03, 0.05], attack: [ifgsm, apgd]}\n"
                + "settings: [{name: plain, method: uniform, iterations: 3}]\n");
    assertThat(experiment.settings())
        .extracting(Setting::name)
        .containsExactly(
            "epsilon=0.03, attack=ifgsm",
            "epsilon=0.03, attack=apgd",
            "epsilon=0.05, attack=ifgsm",
            "epsilon=0.05, attack=apgd",
            "plain");
    Plan second = experiment.settings().get(1).plan();
    assertThat(second.settings().budget().epsilon()).isEqualTo(0.03);
    assertThat(second.settings().stepSize()).isEqualTo(0.02);
    assertThat(second.settings().iterations()).isEqualTo(7);
    assertThat(second.settings().threshold()).isEqualTo(0.1);
    assertThat(second.method().attack()).isEqualTo(new SearchStrategy.Apgd());
    Plan plain = experiment.settings().get(4).plan();
    assertThat(plain.settings().iterations()).isEqualTo(3);
    assertThat(plain.method()).isEqualTo(Method.UNIFORM);
  }

  @Test
  void severalGridsFollowEachOther() throws IOException {
    Experiment experiment =
        read(HEAD + "grid:\n  - {models-by: [uniform, iterative]}\n  - {regularisation: log}\n");
    assertThat(experiment.settings())
        .extracting(Setting::slug)
        .containsExactly("models-by-uniform", "models-by-iterative", "regularisation-log");
  }

  @Test
  void comparesSettingsThatDifferInOneKey() throws IOException {
    Experiment experiment =
        read(HEAD + "grid: {epsilon: [0.03, 0.05], attack: [ifgsm, apgd]}\ncompare: attack\n");
    List<Setting> settings = experiment.settings();
    assertThat(experiment.compare().includes(settings.get(0), settings.get(1))).isTrue();
    assertThat(experiment.compare().includes(settings.get(0), settings.get(2))).isFalse();
    assertThat(experiment.compare().includes(settings.get(0), settings.get(3))).isFalse();
  }

  static Stream<Arguments> wrong() {
    return Map.ofEntries(
            Map.entry(HEAD + "treshold: 0.1\n", "line 4, column 1,|'threshold'"),
            Map.entry(
                HEAD + "fixed: {epsilon: 0.1, iteration: 3}\n", "line 4, column 23,|'iterations'"),
            Map.entry(
                HEAD + "grid:\n  regularisation: [log, penalti]\n", "line 5, column 25,|penalty"),
            Map.entry(HEAD + "fixed: {epsilon: 5}\n", "line 4, column 18,|epsilon is 5.0"),
            Map.entry(
                HEAD + "fixed: {iterations: many}\n", "line 4, column 21,|not a whole number"),
            Map.entry(HEAD + "crop: middle\n", "line 4, column 7,|centre, whole"),
            Map.entry(HEAD + "threshold: -1\n", "line 4, column 12,|not a number above"),
            Map.entry(HEAD + "fixed: {loss: weighted}\n", "'masks'|a mask per photo"),
            Map.entry(HEAD + "masks: weights\n", "line 4, column 8,|no effect"),
            Map.entry(HEAD + "keep: everything\n", "line 4, column 7,|unknown"),
            Map.entry(HEAD + "figures: [1]\n", "line 4, column 10,|a list"),
            Map.entry(HEAD + "title: a\ntitle: b\n", "line 5, column 1,|twice"),
            Map.entry(HEAD + "grid: {attack: []}\n", "line 4, column 16,|no value"),
            Map.entry(HEAD + "settings: [{attack: pgd}]\n", "line 4, column 12,|no name"),
            Map.entry(
                HEAD + "settings: [{name: a, seed: 1}, {name: A, seed: 2}]\n", "or nearly so"),
            Map.entry(HEAD + "compare: attack\n", "line 4, column 10,|nothing to compare"),
            Map.entry(HEAD + "grid: {seed: [1, 2]}\ncompare: sed\n", "line 5, column 10,|'seed'"),
            Map.entry("photos: a\ngenerators: b\n", "lacks the key 'version'"),
            Map.entry("version: 2\nphotos: a\ngenerators: b\n", "line 1, column 10,|version: 1"),
            Map.entry("version: 1\ngenerators: b\n", "lacks the key 'photos'"),
            Map.entry("version: 1\n  photos: [a\n", "line 2, column"),
            Map.entry("- 1\n", "'key: value'"),
            Map.entry("", "is empty"))
        .entrySet()
        .stream()
        .map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void saysWhereAndHowAFileIsWrong(String text, String parts) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(CdmaaException.class)
        .hasMessageStartingWith("The experiment " + folder.resolve("table.yaml"))
        .hasMessageContainingAll(parts.split("\\|"));
  }

  @Test
  void refusesAGridWithoutBound() {
    String ten = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]";
    String grid =
        "grid: {seed: %s, iterations: %s, restarts: %s, epsilon: %s, momentum: %s}\n"
            .replace("%s", ten);
    assertThatThrownBy(() -> read(HEAD + grid)).hasMessageContaining("more than 10000 settings");
  }

  @Test
  void theShippedExperimentOnPostingIsRead() {
    Experiment experiment =
        ExperimentReader.read(Path.of("benchmarks", "experiments", "posting.yaml"));
    List<Setting> settings = experiment.settings();
    assertThat(settings.stream().map(s -> s.plan().canonical()).distinct())
        .hasSameSizeAs(settings)
        .hasSizeGreaterThan(6);
    assertThat(settings.get(0).plan().method().survive().isNone()).isTrue();
    assertThat(settings.stream().map(s -> s.plan().method().survive().strategy()).distinct())
        .containsExactlyInAnyOrder(SurvivalStrategy.values());
    assertThat(experiment.after()).isEqualTo(TransformList.USUAL);
    assertThat(ExperimentInputs.of(experiment).photos()).hasSize(8);
  }

  @ParameterizedTest
  @CsvSource({"table1,21", "table2,4", "table3,7", "table4,4"})
  void shippedTablesAreRead(String name, int settings) {
    Path file = Path.of("benchmarks", "experiments", name + ".yaml");
    Experiment experiment = ExperimentReader.read(file);
    assertThat(experiment.settings()).hasSize(settings);
    assertThat(experiment.settings().stream().map(s -> s.plan().canonical()).distinct())
        .hasSize(settings);
    ExperimentInputs inputs = ExperimentInputs.of(experiment);
    assertThat(inputs.photos()).hasSize(20);
    assertThat(inputs.manifests()).hasSize(4);
    assertThat(inputs.photos().get(0).face().values()).isNotEmpty();
  }
}
