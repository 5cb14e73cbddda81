package io.cdmaa.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import io.cdmaa.experiment.CellRecord.DomainLoss;
import io.cdmaa.experiment.CellRecord.GeneratorLosses;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CellStoreTest {
  @TempDir private Path folder;

  private static CellRecord cell(String key, double psnr) {
    return new CellRecord(
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
        List.of(
            new GeneratorLosses(
                "G (1)",
                List.of(new DomainLoss("blond", 0.1, 0.3), new DomainLoss("age", 1e-7, null)))));
  }

  @Test
  void whatIsAppendedIsThereAfterwards() {
    Path file = folder.resolve("cells.jsonl");
    try (CellStore store = CellStore.open(file)) {
      store.append(cell("a", 33.25));
      store.append(cell("b", Double.POSITIVE_INFINITY));
    }
    try (CellStore store = CellStore.open(file)) {
      assertThat(store.find("a")).contains(cell("a", 33.25));
      assertThat(store.find("b")).contains(cell("b", Double.POSITIVE_INFINITY));
      assertThat(store.find("c")).isEmpty();
      store.append(cell("c", 30));
    }
    try (CellStore store = CellStore.open(file)) {
      assertThat(store.all()).hasSize(3);
    }
  }

  /** A kill may leave any beginning of the file behind. */
  @Property(tries = 60)
  void anyCutLosesAtMostTheLastCell(@ForAll @IntRange(min = 0, max = 2000) int length)
      throws IOException {
    Path own = Files.createTempDirectory("cells");
    Path file = own.resolve("cells.jsonl");
    try (CellStore store = CellStore.open(file)) {
      for (String key : List.of("a", "b", "c")) {
        store.append(cell(key, 33));
      }
    }
    byte[] whole = Files.readAllBytes(file);
    byte[] cut = Arrays.copyOf(whole, Math.min(length, whole.length));
    Files.write(file, cut);
    String text = new String(cut, StandardCharsets.UTF_8);
    long lines = text.chars().filter(c -> c == '\n').count();
    try (CellStore store = CellStore.open(file)) {
      assertThat(store.all()).hasSize((int) lines);
      store.append(cell("d", 33));
    }
    try (CellStore store = CellStore.open(file)) {
      assertThat(store.all()).hasSize((int) lines + 1);
      assertThat(store.find("d")).isPresent();
    }
    Files.delete(file);
    Files.delete(own);
  }

  @Test
  void aDamagedLineCostsItsCellOnly() throws IOException {
    Path file = folder.resolve("cells.jsonl");
    try (CellStore store = CellStore.open(file)) {
      store.append(cell("a", 33));
    }
    Files.writeString(file, "{\"key\": 3, broken\n\n{}\nnull\n", StandardOpenOption.APPEND);
    try (CellStore store = CellStore.open(file)) {
      store.append(cell("b", 33));
      assertThat(store.all()).hasSize(2);
    }
  }

  @Test
  void onlyOneRunUsesAFolder() {
    Path file = folder.resolve("cells.jsonl");
    try (CellStore store = CellStore.open(file)) {
      assertThatThrownBy(() -> CellStore.open(file))
          .isInstanceOf(CdmaaException.class)
          .hasMessageContaining("in use by another run");
      store.append(cell("a", 33));
    }
  }
}
