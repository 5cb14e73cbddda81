package io.cdmaa.cli;

import static io.cdmaa.cli.CommandLineFixture.names;
import static io.cdmaa.cli.CommandLineFixture.photo;
import static io.cdmaa.cli.CommandLineFixture.read;
import static io.cdmaa.cli.CommandLineFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cdmaa.cli.CommandLineFixture.Outcome;
import io.cdmaa.tensor.FloatTensor;
import io.cdmaa.testkit.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Photos that are searched at the same time come out as each does alone. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ConcurrencyTest {
  @TempDir Path folder;
  private Path models;
  private Path photos;

  /** Five of one size, a file that is no photo among them, and two of another size. */
  @BeforeEach
  void prepare() throws IOException {
    models = Files.createDirectory(folder.resolve("models"));
    TinyModels.plain(models.resolve("plain.onnx"));
    TinyModels.conditional(models.resolve("two.onnx"));
    photos = Files.createDirectory(folder.resolve("photos"));
    for (int i = 1; i <= 5; i++) {
      photo(photos.resolve("p" + i + ".png"), 24, 20, i);
    }
    Files.writeString(photos.resolve("p2-text.png"), "no photo");
    photo(photos.resolve("q1.png"), 16, 18, 6);
    photo(photos.resolve("q2.png"), 16, 18, 7);
  }

  private Outcome protect(Path out, Object... more) {
    return protect(new Interruption(), out, more);
  }

  private Outcome protect(Interruption interruption, Path out, Object... more) {
    List<Object> args = new ArrayList<>(List.of("protect", photos, "-o", out));
    args.addAll(List.of(more));
    if (args.stream().noneMatch(arg -> arg.toString().startsWith("--threshold"))) {
      // So low that these little generators are broken.
      args.add("--threshold=1e-9");
    }
    args.addAll(List.of("-m", models));
    return run(interruption, Optional.empty(), args.toArray());
  }

  /** The largest difference of a value, in levels of 255, and the share of values that differ. */
  private static void assertSame(Path found, Path expected) {
    FloatTensor a = read(found).pixels();
    FloatTensor b = read(expected).pixels();
    assertThat(a.shape()).isEqualTo(b.shape());
    int different = 0;
    for (int i = 0; i < a.size(); i++) {
      different += a.get(i) == b.get(i) ? 0 : 1;
    }
    assertThat(different).as("values of " + found.getFileName()).isLessThan(a.size() / 100);
  }

  private void assertSameAsOneByOne(Object... options) throws IOException {
    Path alone = folder.resolve("alone");
    Path together = folder.resolve("together");
    List<Object> usual = new ArrayList<>(List.of(options));
    usual.remove(0);
    assertThat(protect(alone, usual.toArray()).code()).isEqualTo(1);
    assertThat(protect(together, options).code()).isEqualTo(1);
    assertThat(names(together)).isEqualTo(names(alone)).hasSize(14);
    ObjectMapper json = new ObjectMapper();
    for (String name : List.of("p1", "p2", "p3", "p4", "p5", "q1", "q2")) {
      assertSame(together.resolve(name + ".png"), alone.resolve(name + ".png"));
      String verdict = "/verdict/generators/1/averageLoss";
      Path record = Path.of(name + ".png.cdmaa.json");
      assertThat(json.readTree(together.resolve(record).toFile()).at(verdict).asDouble())
          .isCloseTo(
              json.readTree(alone.resolve(record).toFile()).at(verdict).asDouble(),
              org.assertj.core.api.Assertions.within(1e-4));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--batch=3", "--batch=2", "--lanes=2"})
  void eachPhotoIsProtectedAsItIsAlone(String option) throws IOException {
    assertSameAsOneByOne(option, "--iterations=8");
  }

  @Test
  void searchesInHalfPrecisionAreEvaluatedInFloat32WhereMemoryIsScarceToo() throws IOException {
    Path out = folder.resolve("half");
    protect(out, "--lanes=2", "--precision=fp16", "--memory-budget=3G", "--iterations=3");
    for (String name : List.of("p1.png", "p2.png", "q1.png")) {
      JsonNode evaluated =
          run(
                  "evaluate",
                  photos.resolve(name),
                  out.resolve(name),
                  "--threshold=1e-9",
                  "--json",
                  "-m",
                  models)
              .json();
      JsonNode recorded = new ObjectMapper().readTree(out.resolve(name + ".cdmaa.json").toFile());
      assertThat(recorded.at("/verdict/generators"))
          .isNotEmpty()
          .isEqualTo(evaluated.at("/verdict/generators"));
    }
  }

  @Test
  void soItIsWithEveryDomainsGradient() throws IOException {
    assertSameAsOneByOne("--batch=3", "--iterations=4", "--domains-by=mgda", "--method=cdmaa");
  }

  @Test
  void soItIsWithRestartsAndAMaskedLoss() throws IOException {
    assertSameAsOneByOne(
        "--batch=2",
        "--iterations=3",
        "--method=cdmaa",
        "--attack=pgd",
        "--restarts=2",
        "--loss=masked:0.3");
  }

  @Test
  void soItIsWithGeneratorsThatMayOnlyBeQueried() throws IOException {
    assertSameAsOneByOne("--batch=3", "--iterations=3", "--query=two.onnx", "--query-pairs=2");
  }

  @Test
  void soItIsWhenSearchesEndAtDifferentTimes() throws IOException {
    assertSameAsOneByOne(
        "--batch=3", "--iterations=30", "--early-stop", "--threshold=0.003", "--epsilon=0.1");
  }

  @Test
  void soItIsWithinAMemoryBudget() throws IOException {
    assertSameAsOneByOne("--batch=3", "--iterations=3", "--memory-budget=2G");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--batch=3", "--lanes=2"})
  void resultsAreToldInTheOrderOfThePhotos(String option) throws IOException {
    Path out = folder.resolve("out");
    List<String> told = statuses(protect(out, option, "--iterations=3", "--json").out());
    assertThat(told)
        .containsExactly(
            "p1.png protected",
            "p2-text.png failed",
            "p2.png protected",
            "p3.png protected",
            "p4.png protected",
            "p5.png protected",
            "q1.png protected",
            "q2.png protected");
    Files.delete(out.resolve("p3.png"));
    List<String> again = statuses(protect(out, option, "--iterations=3", "--json").out());
    assertThat(again).contains("p1.png skipped", "q2.png skipped", "p3.png protected");
    assertThat(again).filteredOn(line -> line.endsWith("skipped")).hasSize(6);
  }

  private static List<String> statuses(String lines) throws IOException {
    List<String> statuses = new ArrayList<>();
    for (String line : lines.lines().toList()) {
      JsonNode node = new ObjectMapper().readTree(line);
      Path name = Path.of(node.path("photo").asText()).getFileName();
      statuses.add(name + " " + node.path("status").asText());
    }
    return statuses;
  }

  @Test
  void reportPaceAndDiagnosticsGoOnPhotoByPhoto() throws IOException {
    Path out = folder.resolve("out");
    Path report = folder.resolve("report.html");
    Path log = folder.resolve("log.jsonl");
    Outcome outcome =
        protect(out, "--batch=3", "--iterations=12", "--report", report, "--diagnostics", log);
    assertThat(outcome.err())
        .contains("7 protected", "1 failed", "[3-5/8] p2.png", "7 of 8 photos");
    assertThat(Files.readString(report)).contains("p1.png", "p5.png", "q2.png", "p2-text.png");
    List<String> lines = Files.readAllLines(log);
    assertThat(lines).hasSize(7 * 13);
    for (int photo = 0; photo < 7; photo++) {
      assertThat(lines.get(photo * 13)).contains("\"photo\"");
      assertThat(lines.get(photo * 13 + 12)).contains("\"iteration\":11");
    }
    assertThat(protect(out, "--batch=3", "--iterations=12", "--report", report).err())
        .contains("0 protected, 7 done before");
  }

  @Test
  void whereAllFailTogetherEachIsTriedAlone() {
    Path mask = photo(folder.resolve("mask.png"), 5, 5, 9);
    Outcome outcome =
        protect(folder.resolve("out"), "--batch=3", "--loss=weighted", "--mask", mask, "--json");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("from here on they are searched one by one");
    assertThat(outcome.out().lines().filter(line -> line.contains("The mask measures 5 x 5")))
        .hasSize(7);
  }

  @Test
  void whoeverEndsTheRunFindsNothingHalfDone() throws Exception {
    Interruption interruption = new Interruption();
    Path out = folder.resolve("out");
    Thread ends =
        Poll.beside(
            () -> {
              Poll.untilExists(out.resolve("p1.png.cdmaa.json"));
              interruption.request();
            });
    Outcome outcome = protect(interruption, out, "--batch=2", "--iterations=300");
    ends.join(Poll.LIMIT.toMillis());
    assertThat(outcome.code()).isEqualTo(130);
    assertThat(outcome.err()).contains("Stopped; ").doesNotContain("\tat ", "Unexpected");
    long written = Stream.of(names(out)).filter(name -> name.endsWith(".png")).count();
    long recorded = Stream.of(names(out)).filter(name -> name.endsWith(".json")).count();
    assertThat(written).isEqualTo(recorded).isBetween(1L, 6L);
    assertThat(outcome.err()).contains("Stopped; " + written + " of 8 photos");
  }

  @Test
  void oneOfBothAndWithinReason() {
    Path out = folder.resolve("out");
    assertThat(protect(out, "--batch=2", "--lanes=2").err()).contains("exclude each other");
    assertThat(protect(out, "--batch=0").err()).contains("--batch is 0; it must be from 1 to 64");
    assertThat(protect(out, "--lanes=x").code()).isEqualTo(2);
  }
}
