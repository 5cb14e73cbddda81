package io.cdmaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.Method;
import io.cdmaa.MethodSyntax;
import io.cdmaa.attack.AttackSettings;
import io.cdmaa.attack.Losses;
import io.cdmaa.protection.CropChoice;
import io.cdmaa.protection.ProtectionPlan;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LongSearchTest {
  private static final Losses ANY = new Losses(new double[][] {{0}});

  private final List<String> told = new ArrayList<>();
  private long now;

  private void search(int rounds, double secondsPerStep) {
    LongSearch search =
        new LongSearch(50, rounds, (span, sentence) -> told.add(sentence), () -> now);
    for (int photo = 0; photo < 2; photo++) {
      Progress progress = search.timing(Progress.SILENT);
      for (int i = 0; i <= 6; i++) {
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
  void slowFirstStepsAreAveragedWithTheNext() {
    LongSearch search = new LongSearch(50, 4, (span, sentence) -> told.add(sentence), () -> now);
    Progress progress = search.timing(Progress.SILENT);
    for (int i = 0; i <= 6; i++) {
      progress.iteration(i, ANY);
      now += i == 0 ? 4_000_000_000L : 1_000_000_000L;
    }
    // 8 s for five steps, rather than 4 s for each.
    assertThat(told).containsExactly("This will take about 5 min for all photos.");
  }

  @Test
  void aSearchOfFewStepsIsAnnouncedAsWell() {
    LongSearch search = new LongSearch(2, 100, (span, sentence) -> told.add(sentence), () -> now);
    Progress progress = search.timing(Progress.SILENT);
    for (int i = 0; i < 2; i++) {
      progress.iteration(i, ANY);
      now += 3_000_000_000L;
    }
    assertThat(told).containsExactly("This will take about 10 min for all photos.");
  }

  @Test
  void everyStartOfASearchCounts() {
    assertThat(steps(Map.of())).isEqualTo(7);
    assertThat(steps(Map.of("attack", "pgd", "restarts", "3"))).isEqualTo(21);
    assertThat(steps(Map.of("attack", "fgsm"))).isEqualTo(1);
  }

  private static int steps(Map<String, String> parts) {
    AttackSettings settings = AttackSettings.defaults().withIterations(7);
    Method method = MethodSyntax.with(MethodSyntax.parse("uniform"), parts);
    return BatchProgress.steps(
        ProtectionPlan.of(settings, method, CropChoice.CENTRE, Optional.empty()));
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
