package io.cdmaa.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.generator.PhotoShape;
import io.cdmaa.generator.SourceAttributes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a finished trial depends on, and what not. */
class TrialTest {
  private static final PhotoFile PHOTO =
      new PhotoFile(
          Path.of("a.png"),
          "aa",
          new PhotoShape(3, 8, 8),
          new SourceAttributes(Map.of("Male", true)),
          Optional.of(new PhotoFile.Mask(Path.of("m.png"), "mm")));

  @TempDir private Path folder;

  private String key(String more, PhotoFile photo, String... generators) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("t.yaml"), "version: 1\nphotos: x\ngenerators: y\n" + more);
    Experiment experiment = ExperimentReader.read(file);
    ExperimentInputs inputs = new ExperimentInputs(List.of(photo), List.of(), List.of(generators));
    return inputs.trials(experiment).get(0).key();
  }

  @Test
  void namesPlacesSpellingAndCompanyDoNotCount() throws IOException {
    String key = key("", PHOTO, "g", "h");
    PhotoFile moved =
        new PhotoFile(Path.of("elsewhere/b.jpg"), "aa", PHOTO.crop(), PHOTO.face(), PHOTO.mask());
    assertThat(key("", moved, "g", "h")).isEqualTo(key);
    assertThat(key("title: other\nfigures: 7\nkeep: all\n", PHOTO, "g", "h")).isEqualTo(key);
    assertThat(key("fixed: {method: threshold, epsilon: 0.050, iterations: 50}\n", PHOTO, "g", "h"))
        .isEqualTo(key);
    assertThat(key("grid: {schedule: [Warm_Up, constant]}\n", PHOTO, "g", "h")).isEqualTo(key);
    assertThat(key("after: none\n", PHOTO, "g", "h")).isEqualTo(key);
  }

  @Test
  void aMaskCountsWhereTheLossWeighs() throws IOException {
    PhotoFile other =
        new PhotoFile(
            PHOTO.path(),
            "aa",
            PHOTO.crop(),
            PHOTO.face(),
            Optional.of(new PhotoFile.Mask(Path.of("m.png"), "nn")));
    String weighted = "masks: m\nfixed: {loss: weighted}\n";
    assertThat(key(weighted, other, "g")).isNotEqualTo(key(weighted, PHOTO, "g"));
    assertThat(key("", other, "g")).isEqualTo(key("", PHOTO, "g"));
  }

  @Test
  void whateverChangesTheResultDoes() throws IOException {
    String key = key("", PHOTO, "g", "h");
    PhotoFile other = new PhotoFile(PHOTO.path(), "ab", PHOTO.crop(), PHOTO.face(), PHOTO.mask());
    PhotoFile face =
        new PhotoFile(
            PHOTO.path(),
            "aa",
            PHOTO.crop(),
            new SourceAttributes(Map.of("Male", false)),
            PHOTO.mask());
    assertThat(
            List.of(
                key("", other, "g", "h"),
                key("after: usual\n", PHOTO, "g", "h"),
                key("after: [blur:1]\n", PHOTO, "g", "h"),
                key("", face, "g", "h"),
                key("", PHOTO, "h", "g"),
                key("", PHOTO, "g"),
                key("crop: whole\n", PHOTO, "g", "h"),
                key("threshold: 0.06\n", PHOTO, "g", "h"),
                key("fixed: {iterations: 11}\n", PHOTO, "g", "h"),
                key("fixed: {step-size: 0.02}\n", PHOTO, "g", "h"),
                key("fixed: {seed: 1}\n", PHOTO, "g", "h"),
                key("fixed: {start-offset: 0.002}\n", PHOTO, "g", "h"),
                key("fixed: {best: last}\n", PHOTO, "g", "h"),
                key("fixed: {attack: apgd}\n", PHOTO, "g", "h"),
                key("fixed: {method: cdmaa}\n", PHOTO, "g", "h")))
        .doesNotContain(key)
        .doesNotHaveDuplicates();
  }
}
