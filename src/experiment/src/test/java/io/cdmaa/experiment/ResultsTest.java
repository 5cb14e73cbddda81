package io.cdmaa.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.experiment.Results.Compared;
import io.cdmaa.experiment.Results.SettingResult;
import io.cdmaa.experiment.TrialRecord.DomainLoss;
import io.cdmaa.experiment.TrialRecord.GeneratorLosses;
import io.cdmaa.generator.PhotoShape;
import io.cdmaa.generator.SourceAttributes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two settings, three photos, two generators with two domains and one; the third photo is open. */
class ResultsTest {
  @TempDir private Path folder;
  private Experiment experiment;
  private ExperimentInputs inputs;

  @BeforeEach
  void prepare() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("t.yaml"),
            """
            version: 1
            title: 'Hand, made'
            photos: x
            generators: y
            fixed: {method: cdmaa}
            grid: {regularisation: [none, log]}
            """);
    experiment = ExperimentReader.read(file);
    List<PhotoFile> photos = Stream.of("a", "b", "c").map(ResultsTest::photo).toList();
    inputs = new ExperimentInputs(photos, List.of(), List.of("g1", "g2"));
  }

  private static PhotoFile photo(String name) {
    return new PhotoFile(
        Path.of(name + ".png"),
        name,
        new PhotoShape(3, 8, 8),
        SourceAttributes.UNKNOWN,
        Optional.empty());
  }

  private void put(TrialStore store, int setting, int photo, double l1, double l2, double l3) {
    Trial trial =
        Trial.of(
            experiment, inputs, experiment.settings().get(setting), inputs.photos().get(photo));
    List<GeneratorLosses> losses =
        List.of(
            new GeneratorLosses(
                "First",
                List.of(
                    new DomainLoss("x", l1, 2 * l1, Map.of()),
                    new DomainLoss("y", l2, null, Map.of()))),
            new GeneratorLosses(
                "Second | \"2\"", List.of(new DomainLoss("z", l3, null, Map.of()))));
    store.append(
        new TrialRecord(
            trial.key(),
            "s",
            "p",
            "f",
            "",
            2 + photo,
            10,
            1,
            "COMPLETED",
            6,
            30 + photo,
            0.9,
            new TrialRecord.Visibility(0.95 + photo / 100.0, 1.5),
            losses,
            after(setting, l1)));
  }

  /** After a blur the second generator keeps nothing, and the first a tenth or a fifth. */
  private Map<String, List<GeneratorLosses>> after(int setting, double l1) {
    return experiment.after().isEmpty()
        ? Map.of()
        : Map.of(
            "blur:1",
            List.of(
                new GeneratorLosses(
                    "First",
                    List.of(
                        new DomainLoss("x", l1 / (setting == 0 ? 10 : 5), null, Map.of()),
                        new DomainLoss("y", 0, null, Map.of()))),
                new GeneratorLosses("Second", List.of(new DomainLoss("z", 0, null, Map.of())))));
  }

  private Results results() {
    try (TrialStore store = TrialStore.open(folder.resolve("trials.jsonl"))) {
      put(store, 0, 0, 0.01, 0.05, 0.20);
      put(store, 0, 1, 0.03, 0.07, 0.02);
      put(store, 1, 0, 0.06, 0.08, 0.01);
      put(store, 1, 1, 0.06, 0.08, 0.03);
      put(store, 1, 2, 9, 9, 9);
      return Results.of(experiment, inputs, store).orElseThrow();
    }
  }

  @Test
  void meansAreTakenOverPhotosThatAreFinishedThroughout() {
    Results results = results();
    assertThat(results.photos()).extracting(PhotoFile::name).containsExactly("a.png", "b.png");
    assertThat(results.leftOut()).extracting(PhotoFile::name).containsExactly("c.png");
    SettingResult none = results.settings().get(0);
    assertThat(none.generators().get(0).loss().mean()).isCloseTo(0.04, within(1e-12));
    assertThat(none.generators().get(1).loss().mean()).isCloseTo(0.11, within(1e-12));
    // 0.05 counts as broken: two of the four of the first generator, one of two of the second.
    assertThat(none.generators().get(0).rate().mean()).isEqualTo(0.5);
    assertThat(none.generators().get(1).rate().mean()).isEqualTo(0.5);
    assertThat(none.rate().mean()).isEqualTo(0.5);
    assertThat(none.weakest().name()).isEqualTo("First");
    assertThat(none.psnr()).isEqualTo(30.5);
    assertThat(none.seconds()).isEqualTo(2.5);
    SettingResult log = results.settings().get(1);
    assertThat(log.weakest().name()).isEqualTo("Second | \"2\"");
    assertThat(log.leastRate()).isZero();
    assertThat(log.rate().mean()).isCloseTo(2.0 / 3, within(1e-12));
  }

  @Test
  void pairsAreComparedPhotoByPhoto() {
    Map<Measure, Double> expected =
        Map.of(
            // least mean of a generator: 0.03 and 0.02 against 0.01 and 0.03
            Measure.WEAKEST_LOSS, 0.005,
            // least rate: 0.5 and 0 against 0 and 0
            Measure.WEAKEST_RATE, 0.25,
            // mean of the generators: 0.115 and 0.035 against 0.04 and 0.05
            Measure.MEAN_LOSS, 0.03,
            // share of the three domains: 2/3 and 1/3 against 2/3 and 2/3
            Measure.RATE, -1.0 / 6);
    List<Compared> comparisons = results().comparisons();
    assertThat(comparisons).hasSize(4);
    for (Compared compared : comparisons) {
      assertThat(compared.a()).isEqualTo("regularisation=none");
      assertThat(compared.test().meanDifference())
          .as(compared.measure().title())
          .isCloseTo(expected.get(compared.measure()), within(1e-12));
      assertThat(compared.wilcoxonHolm()).isEqualTo(compared.test().wilcoxon());
    }
  }

  @Test
  void csvHasARowPerSettingAndGenerator() {
    List<String> lines = ResultsCsv.table(results(), MetricResults.NONE).lines().toList();
    assertThat(lines).hasSize(5);
    assertThat(lines.get(0)).startsWith("setting,generator,after,domains,photos,avg_l,");
    assertThat(lines.get(0)).contains(",attack_rate,");
    assertThat(lines.get(1))
        .startsWith("regularisation=none,First,,2,2,0.0400000,0.0300000,0.0500000,0.500000,")
        .contains(",true,0.0400000,6.00000,30.5000,0.900000,0.955000,1.50000,2.50000,");
    assertThat(lines.get(4))
        .startsWith("regularisation=log,\"Second | \"\"2\"\"\",,1,2,0.0200000,");
    assertThat(ResultsCsv.comparisons(results()).lines()).hasSize(5);
  }

  @Test
  void pageSaysWhatIsBestAndWhatIsMissing() {
    String page =
        ResultsMarkdown.of(
            experiment,
            results(),
            MetricResults.NONE,
            Map.of("run on", "test"),
            Map.of(),
            Map.of());
    assertThat(page)
        .startsWith("# Hand, made\n")
        .contains("**Incomplete:** 1 further photos")
        .contains("| setting | First (2) | Second \\| \"2\" (1) | weakest |")
        .contains("| regularisation=none | *0.0400 / 50.0 %* | 0.1100 / 50.0 % | First | 0.0400 |")
        .contains("| PSNR, dB | SSIM | MS-SSIM | CIEDE2000 |")
        .contains("| 30.50 | 0.9000 | 0.9550 | 1.50 |")
        .contains("- L of the weakest generator: 0.0400 (regularisation=none)")
        .contains("- attack rate over all domains: 66.7 % (regularisation=log)")
        .contains("- run on: test");
    List<String> table = page.lines().filter(l -> l.startsWith("| ")).toList();
    assertThat(table).isNotEmpty();
  }

  @Test
  void tablesSayWhatIsLeftAfterTransforms() throws IOException {
    assertThat(
            ResultsMarkdown.of(
                experiment, results(), MetricResults.NONE, Map.of(), Map.of(), Map.of()))
        .doesNotContain("After transforms");
    Files.delete(folder.resolve("trials.jsonl"));
    Path file = folder.resolve("t.yaml");
    experiment =
        ExperimentReader.read(
            Files.writeString(file, Files.readString(file) + "after: [blur:1]\n"));
    Results results = results();

    // First generator: x of 0.001 and 0.003, y of 0, so 0.001 on average, of 0.04 as written;
    // with the other setting 0.012 and 0.012, so 0.006.
    assertThat(results.settings().get(0).after().get("blur:1").meanLoss())
        .isCloseTo(0.0005, within(1e-12));
    String page =
        ResultsMarkdown.of(experiment, results, MetricResults.NONE, Map.of(), Map.of(), Map.of());
    assertThat(page)
        .contains("| setting | as written | blur:1 |")
        .contains("| regularisation=none | 0.0750 / 50.0 % | 0.0005 / 0.0 % |")
        .contains("| regularisation=log | 0.0450 / 66.7 % | 0.0030 / 0.0 % |")
        .contains("| regularisation=none | 1.00 | 0.01 |")
        .contains("| regularisation=log | 1.75 | 0.15 |");

    List<String> csv = ResultsCsv.table(results, MetricResults.NONE).lines().toList();
    assertThat(csv).hasSize(9);
    assertThat(csv.get(1)).startsWith("regularisation=none,First,,2,2,0.0400000,");
    assertThat(csv.get(3)).startsWith("regularisation=none,First,blur:1,2,2,0.00100000,");
  }

  @Test
  void plotsAreDrawnWithoutADisplay() {
    assertThat(Plots.of(results()))
        .extracting(Plots.Plot::file)
        .containsExactly("average-l.png", "attack-rate.png");
    assertThat(Plots.of(results()).get(0).picture().getWidth()).isGreaterThan(500);
  }

  @Test
  void nothingIsSummedUpBeforeAPhotoIsFinishedThroughout() {
    try (TrialStore store = TrialStore.open(folder.resolve("none.jsonl"))) {
      put(store, 0, 0, 1, 1, 1);
      assertThat(Results.of(experiment, inputs, store)).isEmpty();
    }
  }
}
