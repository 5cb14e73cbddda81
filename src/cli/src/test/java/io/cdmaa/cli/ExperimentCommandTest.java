package io.cdmaa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cdmaa.cli.CommandLineFixture.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentCommandTest {
  private static final int SETTINGS = 2;
  private static final int PHOTOS = 3;

  @TempDir private Path folder;
  private Path out;

  @BeforeEach
  void prepare() throws IOException {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    for (int i = 0; i < PHOTOS; i++) {
      CommandLineFixture.photo(photos.resolve("p" + i + ".png"), 20, 18, i);
    }
    Path models = Files.createDirectories(folder.resolve("models"));
    TinyModels.plain(models.resolve("plain.onnx"));
    TinyModels.conditional(models.resolve("two.onnx"));
    out = folder.resolve("out");
  }

  private Path file(String rest) throws IOException {
    String head = "version: 1\ntitle: Tiny\nphotos: photos\ngenerators: models\nthreshold: 0.001\n";
    return Files.writeString(folder.resolve("tiny.yaml"), head + rest);
  }

  private Path tiny(String rest) throws IOException {
    return file("fixed: {iterations: 3}\ngrid: {models-by: [uniform, mgda]}\n" + rest);
  }

  private List<String> trials() throws IOException {
    return Files.readAllLines(out.resolve("trials.jsonl"));
  }

  private static Outcome experiment(Path file, Object... rest) {
    List<Object> args = new ArrayList<>(List.of("experiment", file));
    args.addAll(List.of(rest));
    return CommandLineFixture.run(args.toArray());
  }

  @Test
  void tableHoldsWhatTheWrittenFilesShow() throws IOException {
    Outcome outcome = experiment(tiny("keep: all\n"), "-o", out);
    assertThat(outcome.err()).contains("3 photos, 2 generators with 3 domains, 2 settings");
    assertThat(outcome.code()).isZero();
    assertThat(CommandLineFixture.names(out))
        .contains(
            "trials.jsonl", "comparisons.csv", "figures", "plots", "results.csv", "results.md");
    List<String> csv = Files.readAllLines(out.resolve("results.csv"));
    assertThat(csv).hasSize(1 + SETTINGS * 2);
    assertThat(csv.get(0)).contains("setting,generator").contains("avg_l").contains("attack_rate");
    try (Stream<Path> saved = Files.list(out.resolve("protected").resolve("models-by-mgda"))) {
      Map<String, Double> means = new HashMap<>();
      for (Path photo : saved.toList()) {
        String original = photo.getFileName().toString().substring(0, 2) + ".png";
        JsonNode verdict =
            CommandLineFixture.run(
                    "evaluate",
                    folder.resolve("photos").resolve(original),
                    photo,
                    "--json",
                    "--models",
                    folder.resolve("models"))
                .json()
                .path("verdict");
        verdict
            .path("generators")
            .forEach(
                g ->
                    means.merge(
                        g.path("name").asText(),
                        g.path("averageLoss").asDouble() / 3,
                        Double::sum));
      }
      for (String row : csv.subList(3, 5)) {
        String[] fields = row.split(",", -1);
        assertThat(fields[0]).isEqualTo("models-by=mgda");
        double mean = means.get(fields[1]);
        assertThat(mean).isPositive();
        int averageLoss = List.of(csv.get(0).split(",", -1)).indexOf("avg_l");
        assertThat(Double.parseDouble(fields[averageLoss])).isCloseTo(mean, within(1e-4 * mean));
      }
    }
    String page = Files.readString(out.resolve("results.md"));
    assertThat(page)
        .startsWith("# Tiny")
        .contains("Paired tests", "plots/average-l.png", "gradients combined by: nd4j");
    for (String line : page.lines().filter(l -> l.startsWith("![")).toList()) {
      assertThat(out.resolve(line.substring(line.indexOf('(') + 1, line.length() - 1)))
          .isNotEmptyFile();
    }
  }

  @Test
  void onlyWhatTheGridsShowIsKept() throws IOException {
    assertThat(experiment(tiny("figures: 1\n"), "-o", out).code()).isZero();
    for (String setting : List.of("models-by-mgda", "models-by-uniform")) {
      assertThat(CommandLineFixture.names(out.resolve("protected").resolve(setting)))
          .singleElement()
          .asString()
          .startsWith("p0-");
    }
  }

  @Test
  void masksWeighTheLossAsProtectDoes() throws IOException {
    Path masks = Files.createDirectories(folder.resolve("masks"));
    for (int i = 0; i < PHOTOS; i++) {
      CommandLineFixture.photo(masks.resolve("p" + i + ".png"), 20, 18, 100 + i);
    }
    String weighted = "keep: all\nfixed: {iterations: 3, loss: weighted}\nmasks: masks\n";
    assertThat(experiment(file(weighted), "-o", out).code()).isZero();
    Path single = folder.resolve("single");
    CommandLineFixture.run(
        "protect",
        folder.resolve("photos").resolve("p0.png"),
        "-o",
        single,
        "--models",
        folder.resolve("models"),
        "--iterations=3",
        "--mask",
        masks.resolve("p0.png"),
        "--threshold=0.001");
    try (Stream<Path> saved = Files.list(out.resolve("protected").resolve("default"))) {
      Path first = saved.sorted().findFirst().orElseThrow();
      assertThat(first).hasSameBinaryContentAs(single.resolve("p0.png"));
    }
    CommandLineFixture.photo(masks.resolve("p1.png"), 20, 19, 7);
    assertThat(experiment(file(weighted), "-o", out).err()).contains("p1.png").contains("20 x 19");
    Files.delete(masks.resolve("p1.png"));
    assertThat(experiment(file(weighted), "-o", out).err()).contains("p1.png has no mask");
  }

  /** Interrupts at the first progress line and remembers nothing else. */
  private Outcome interrupted(Path file) {
    Interruption interruption = new Interruption();
    OutputStream trap =
        new OutputStream() {
          private final StringBuilder seen = new StringBuilder();

          @Override
          public void write(int b) {
            seen.append((char) b);
            if (seen.indexOf(" trials: ") >= 0) {
              interruption.request();
            }
          }
        };
    PrintStream err = new PrintStream(trap, true, StandardCharsets.UTF_8);
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    Console console = new Console(nowhere, err, false, Optional.empty(), interruption);
    int code = Main.run(console, "experiment", file.toString(), "-o", out.toString());
    return new Outcome(code, "", "");
  }

  @Test
  void anInterruptedRunGoesOnWhereItStopped() throws IOException {
    Path file = tiny("");
    assertThat(interrupted(file).code()).isEqualTo(Interruption.EXIT_CODE);
    List<String> before = trials();
    assertThat(before).hasSizeBetween(1, SETTINGS * PHOTOS - 1);
    assertThat(out.resolve("results.csv")).doesNotExist();
    assertThat(experiment(file, "-o", out).code()).isZero();
    assertThat(trials()).startsWith(before.toArray(String[]::new)).hasSize(SETTINGS * PHOTOS);

    Path whole = folder.resolve("whole");
    assertThat(experiment(file, "-o", whole).code()).isZero();
    assertThat(withoutTimes(out)).isEqualTo(withoutTimes(whole));
  }

  private static List<String> withoutTimes(Path results) throws IOException {
    return Files.readAllLines(results.resolve("results.csv")).stream()
        .map(line -> line.replaceAll(",[^,]*,([^,]*)$", ",,$1"))
        .toList();
  }

  @Test
  void aFinishedExperimentIsNotRepeated() throws IOException {
    Path file = tiny("");
    experiment(file, "-o", out);
    List<String> trials = trials();
    assertThat(experiment(file, "-o", out).code()).isZero();
    assertThat(trials()).isEqualTo(trials);
  }

  @Test
  void aChangeRedoesTheCellsThatItConcerns() throws IOException {
    experiment(tiny(""), "-o", out);
    CommandLineFixture.photo(folder.resolve("photos").resolve("p1.png"), 20, 18, 77);
    experiment(tiny(""), "-o", out);
    assertThat(trials()).as("a photo changed").hasSize((PHOTOS + 1) * SETTINGS);
    Path more = file("fixed: {iterations: 3}\ngrid: {models-by: [uniform, mgda, iterative]}\n");
    experiment(more, "-o", out);
    assertThat(trials()).as("a setting more").hasSize((PHOTOS + 1) * SETTINGS + PHOTOS);
    TinyModels.conditional(folder.resolve("models").resolve("plain.onnx"));
    experiment(tiny(""), "-o", out);
    assertThat(trials()).as("a model changed").hasSize((2 * PHOTOS + 1) * SETTINGS + PHOTOS);
  }

  @Test
  void aSettingUnderAnotherNameIsTheSameCell() throws IOException {
    experiment(file("settings: [{name: mean, models-by: uniform}]\n"), "-o", out);
    List<String> trials = trials();
    assertThat(experiment(file("grid: {models-by: uniform}\n"), "-o", out).code()).isZero();
    assertThat(trials()).isEqualTo(trials);
    assertThat(out.resolve("figures").resolve("models-by-uniform")).isNotEmptyDirectory();
  }

  @Test
  void aProtectedPhotoThatIsGoneIsMadeAgain() throws IOException {
    Path file = tiny("figures: 1\n");
    experiment(file, "-o", out);
    try (Stream<Path> files = Files.walk(out.resolve("protected"))) {
      Files.delete(files.filter(Files::isRegularFile).findFirst().orElseThrow());
    }
    assertThat(experiment(file, "-o", out).code()).isZero();
    assertThat(trials()).hasSize(SETTINGS * PHOTOS + 1);
  }

  @Test
  void dryRunForecastsAndWritesNothing() throws IOException {
    Outcome outcome = experiment(tiny(""), "-o", out, "--dry-run", "--json");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.json().path("trials").asInt()).isEqualTo(SETTINGS * PHOTOS);
    assertThat(outcome.json().path("open").asInt()).isEqualTo(SETTINGS * PHOTOS);
    assertThat(outcome.json().path("seconds").asDouble()).isPositive();
    assertThat(out).doesNotExist();
    experiment(tiny(""), "-o", out, "--limit", 1);
    JsonNode rest = experiment(tiny(""), "-o", out, "--dry-run", "--json").json();
    assertThat(rest.path("open").asInt()).isEqualTo(SETTINGS * (PHOTOS - 1));
  }

  @Test
  void dryRunFindsWhatIsWrong() throws IOException {
    assertThat(experiment(tiny("labels: none.txt\n"), "--dry-run"))
        .satisfies(o -> assertThat(o.code()).isEqualTo(1))
        .satisfies(o -> assertThat(o.err()).contains("none.txt"));
    assertThat(experiment(file("grid: {models-by: ['single:3']}\n"), "--dry-run").err())
        .contains("models-by=single:3")
        .contains("2 generators");
    TinyModels.withoutGradient(folder.resolve("models").resolve("z.onnx"));
    assertThat(experiment(tiny(""), "--dry-run").err()).contains("Det");
    Files.writeString(folder.resolve("photos").resolve("q.png"), "no picture");
    assertThat(experiment(tiny(""), "--dry-run").err()).contains("q.png");
  }

  @Test
  void labelsGiveEachPhotoItsOwnConditions() throws IOException {
    Files.writeString(
        folder.resolve("models").resolve("two.yaml"),
        """
        version: 1
        name: Two
        onnx: two.onnx
        condition:
          input: condition
          form: label
          attributes: [Black_Hair, Male]
        """);
    Path labels =
        Files.writeString(
            folder.resolve("list.txt"),
            "3\nBlack_Hair Male\np0.png 1 -1\np1.png -1 1\np2.png 1 1\n");
    assertThat(experiment(tiny(""), "-o", out, "--labels", labels).code()).isZero();
    Files.writeString(labels, "3\nBlack_Hair Male\np0.png 1 -1\np1.png 1 1\np2.png 1 1\n");
    assertThat(experiment(tiny(""), "-o", out, "--labels", labels).code()).isZero();
    assertThat(trials()).as("one face changed").hasSize((PHOTOS + 1) * SETTINGS);
    Files.writeString(labels, "3\nBlack_Hair Mal\np0.png 1 -1\np1.png 1 1\np2.png 1 1\n");
    assertThat(experiment(tiny(""), "-o", out, "--labels", labels).err())
        .contains("no column 'Male'");
  }

  @Test
  void strategiesThatNeedEveryDomainsGradientRunBesideOthers() throws IOException {
    Path file =
        file(
            "fixed: {iterations: 2}\ngrid: {domains-by: [uniform, mgda, iterative, 'single:1']}\n");
    assertThat(experiment(file, "-o", out).code()).isZero();
    assertThat(trials()).hasSize(4 * PHOTOS);
  }

  /** A kill leaves whole trials behind, and the next run does exactly the others. */
  @Test
  void aKilledRunGoesOnWhereItStopped() throws Exception {
    Path file = file("fixed: {iterations: 150}\ngrid: {models-by: [uniform, mgda]}\nfigures: 0\n");
    Path log = folder.resolve("killed.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                "io.cdmaa.cli.Main",
                "experiment",
                file.toString(),
                "-o",
                out.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Path trials = out.resolve("trials.jsonl");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (process.isAlive()
        && System.nanoTime() < end
        && (!Files.exists(trials) || Files.size(trials) == 0)) {
      Thread.sleep(2);
    }
    process.destroyForcibly().waitFor();
    assertThat(trials).as(Files.readString(log)).isNotEmptyFile();
    int left = trials().size();
    assertThat(left).isLessThan(SETTINGS * PHOTOS);
    assertThat(experiment(file, "-o", out).code()).isZero();
    List<String> keys = new ArrayList<>();
    for (String line : trials()) {
      keys.add(new ObjectMapper().readTree(line).path("key").asText());
    }
    assertThat(keys).hasSize(SETTINGS * PHOTOS).doesNotHaveDuplicates();
  }

  @Test
  void aGeneratorWhoseGradientIsZeroIsNamedBeforeTheFirstTrial() throws IOException {
    Path model = TinyModels.steps(folder.resolve("steps.onnx"), "Round");
    Path photo = CommandLineFixture.photo(folder.resolve("one.png"), 16, 16, 1);
    Path file =
        Files.writeString(
            Files.createDirectory(folder.resolve("grid")).resolve("grid.yaml"),
            "version: 1\ntitle: T\nphotos: ../%s\ngenerators: ../%s\ngrid: {epsilon: [0.05]}\n"
                .formatted(photo.getFileName(), model.getFileName()));
    Outcome outcome = CommandLineFixture.run("experiment", file, "-o", folder.resolve("none"));
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err())
        .contains("steps.onnx has no gradient: the derivative is zero at Round")
        .doesNotContain("one.png");
    Outcome graph =
        CommandLineFixture.run("differentiate", model, "-o", folder.resolve("gradient.onnx"));
    assertThat(graph.code()).isEqualTo(1);
    assertThat(graph.err()).contains("steps.onnx has no gradient", "Round");
  }
}
