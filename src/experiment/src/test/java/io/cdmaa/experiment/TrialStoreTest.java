package io.cdmaa.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import io.cdmaa.experiment.TrialRecord.DomainLoss;
import io.cdmaa.experiment.TrialRecord.GeneratorLosses;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialStoreTest {
  @TempDir private Path folder;

  private static TrialRecord trial(String key, double psnr) {
    return new TrialRecord(
        key,
        "regularisation=log",
        "a \"photo\"\n.png",
        "protected/x.png",
        "00ff",
        1.5,
        10,
        1,
        "COMPLETED",
        6,
        psnr,
        0.98,
        new TrialRecord.Visibility(0.97, 1.25),
        List.of(
            new GeneratorLosses(
                "G (1)",
                List.of(
                    new DomainLoss("blond", 0.1, 0.3, Map.of("gmsd", 0.25)),
                    new DomainLoss("age", 1e-7, null, Map.of("gmsd", 0.25))))),
        psnr > 33
            ? Map.of()
            : Map.of(
                "resize:0.5+jpeg:80",
                List.of(
                    new GeneratorLosses(
                        "G (1)", List.of(new DomainLoss("blond", 0.01, null, Map.of()))))));
  }

  @Test
  void whatIsAppendedIsThereAfterwards() {
    Path file = folder.resolve("trials.jsonl");
    try (TrialStore store = TrialStore.open(file)) {
      store.append(trial("a", 33.25));
      store.append(trial("b", Double.POSITIVE_INFINITY));
    }
    try (TrialStore store = TrialStore.open(file)) {
      assertThat(store.find("a")).contains(trial("a", 33.25));
      assertThat(store.find("b")).contains(trial("b", Double.POSITIVE_INFINITY));
      assertThat(store.find("c")).isEmpty();
      store.append(trial("c", 30));
    }
    try (TrialStore store = TrialStore.open(file)) {
      assertThat(store.find("c")).contains(trial("c", 30));
    }
    try (TrialStore store = TrialStore.open(file)) {
      assertThat(store.all()).hasSize(3);
    }
  }

  @Test
  void recordsOfEarlierVersionsLackTheirVisibility() throws IOException {
    Path file = folder.resolve("trials.jsonl");
    try (TrialStore store = TrialStore.open(file)) {
      store.append(trial("a", 33));
    }
    String line = Files.readString(file);
    String earlier = line.replaceFirst("\"visibility\":\\{[^}]*},", "");
    assertThat(earlier).isNotEqualTo(line);
    Files.writeString(file, earlier);

    try (TrialStore store = TrialStore.open(file)) {
      TrialRecord read = store.find("a").orElseThrow();
      assertThat(read.multiScaleSsim()).isNaN();
      assertThat(read.ssim()).isEqualTo(0.98);
    }
  }

  /** A kill may leave any beginning of the file behind. */
  @Property(tries = 60)
  void anyCutLosesAtMostTheLastCell(@ForAll @IntRange(min = 0, max = 2000) int length)
      throws IOException {
    Path own = Files.createTempDirectory("trials");
    Path file = own.resolve("trials.jsonl");
    try (TrialStore store = TrialStore.open(file)) {
      for (String key : List.of("a", "b", "c")) {
        store.append(trial(key, 33));
      }
    }
    byte[] whole = Files.readAllBytes(file);
    byte[] cut = Arrays.copyOf(whole, Math.min(length, whole.length));
    Files.write(file, cut);
    String text = new String(cut, StandardCharsets.UTF_8);
    long lines = text.chars().filter(c -> c == '\n').count();
    try (TrialStore store = TrialStore.open(file)) {
      assertThat(store.all()).hasSize((int) lines);
      store.append(trial("d", 33));
    }
    try (TrialStore store = TrialStore.open(file)) {
      assertThat(store.all()).hasSize((int) lines + 1);
      assertThat(store.find("d")).isPresent();
    }
    Files.delete(file);
    Files.delete(own);
  }

  @Test
  void aDamagedLineCostsItsCellOnly() throws IOException {
    Path file = folder.resolve("trials.jsonl");
    try (TrialStore store = TrialStore.open(file)) {
      store.append(trial("a", 33));
    }
    Files.writeString(file, "{\"key\": 3, broken\n\n{}\nnull\n", StandardOpenOption.APPEND);
    try (TrialStore store = TrialStore.open(file)) {
      store.append(trial("b", 33));
      assertThat(store.all()).hasSize(2);
    }
  }

  @Test
  void onlyOneRunUsesAFolder() {
    Path file = folder.resolve("trials.jsonl");
    try (TrialStore store = TrialStore.open(file)) {
      assertThatThrownBy(() -> TrialStore.open(file))
          .isInstanceOf(CdmaaException.class)
          .hasMessageContaining("in use by another run");
      store.append(trial("a", 33));
    }
  }
}
