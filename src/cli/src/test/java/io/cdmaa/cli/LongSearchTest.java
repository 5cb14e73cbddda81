package io.cdmaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.attack.Losses;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LongSearchTest {
  private static final Losses ANY = new Losses(new double[][] {{0}});

  private final List<String> told = new ArrayList<>();
  private long now;

  private void search(int rounds, double secondsPerStep) {
    LongSearch search = new LongSearch(50, rounds, told::add, () -> now);
    for (int photo = 0; photo < 2; photo++) {
      Progress progress = search.timing(Progress.SILENT);
      for (int i = 0; i <= 3; i++) {
        progress.iteration(i, ANY);
        now += (long) (secondsPerStep * 1e9);
      }
    }
  }

  @Test
  void aSearchOverAMinuteIsAnnouncedOnce() {
    search(1, 72);
    assertThat(told).containsExactly("This will take about 60 min.");
  }

  @Test
  void aFolderCountsAllItsPhotos() {
    search(20, 0.36);
    assertThat(told).containsExactly("This will take about 6 min for all photos.");
  }

  /** A million steps, ended by the first line that says how long they will take. */
  @Test
  @Timeout(60)
  void protectSaysSoForAWholeFolder(@TempDir Path folder) throws IOException {
    Path photos = Files.createDirectory(folder.resolve("photos"));
    CommandLineFixture.photo(photos.resolve("a.png"), 16, 16, 1);
    CommandLineFixture.photo(photos.resolve("b.png"), 16, 16, 2);
    Path model = TinyModels.plain(folder.resolve("plain.onnx"));
    Interruption interruption = new Interruption();
    StringBuilder seen = new StringBuilder();
    OutputStream trap =
        new OutputStream() {
          @Override
          public void write(int b) {
            seen.append((char) b);
            if (b == '\n' && seen.indexOf("This will take about") >= 0) {
              interruption.request();
            }
          }
        };
    PrintStream err = new PrintStream(trap, true, StandardCharsets.UTF_8);
    PrintStream out =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    int code =
        Main.run(
            new Console(out, err, false, Optional.empty(), interruption),
            "protect",
            photos.toString(),
            "--iterations=1000000",
            "-m",
            model.toString());
    assertThat(code).isEqualTo(Interruption.EXIT_CODE);
    assertThat(seen.toString()).contains(" for all photos.");
  }

  @Test
  void aQuickOneIsNot() {
    search(1, 1.1);
    assertThat(told).isEmpty();
  }
}
