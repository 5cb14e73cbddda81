package io.cdmaa.experiment;

import io.cdmaa.experiment.Results.Compared;
import io.cdmaa.experiment.Results.GeneratorResult;
import io.cdmaa.experiment.Results.Mean;
import io.cdmaa.experiment.Results.SettingResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Formats the results as a human-readable page, in the layout of the paper's tables: a row per
 * setting, average L and attack rate per generator.
 */
final class ResultsMarkdown {
  /** Beyond this number, images of a page are only linked. */
  private static final int MOST_PICTURES = 16;

  private final Experiment experiment;
  private final Results results;
  private final StringBuilder text = new StringBuilder();

  private ResultsMarkdown(Experiment experiment, Results results) {
    this.experiment = experiment;
    this.results = results;
  }

  /**
   * Returns the page.
   *
   * @param metrics the metrics beside L
   * @param provenance what was used, in order: generators with their digests, device, version
   * @param plots file names of the plots with their captions, relative to the page
   * @param figures the same for the grids of fakes
   */
  static String of(
      Experiment experiment,
      Results results,
      MetricResults metrics,
      Map<String, String> provenance,
      Map<String, String> plots,
      Map<String, String> figures) {
    ResultsMarkdown page = new ResultsMarkdown(experiment, results);
    page.head();
    page.table();
    page.best();
    page.text.append(AfterTables.of(results));
    page.text.append(metrics.markdown(results));
    page.intervals();
    page.tests();
    page.pictures("Plots", plots);
    page.pictures("Fakes", figures);
    page.provenance(provenance);
    return page.text.toString();
  }

  private void head() {
    line("# " + experiment.title());
    line("");
    int photos = results.photos().size();
    line(
        format(
            "%d %s, %d settings. Everything is measured on the protected 8-bit files, decoded"
                + " again. L is the mean squared difference between the fake of the photo and the"
                + " fake of the protected photo over the whole image on [-1, 1]; the attack rate"
                + " is the share of photos x domains with L >= %s.",
            photos,
            photos == 1 ? "photo" : "photos",
            results.settings().size(),
            number(results.threshold())));
    if (!results.leftOut().isEmpty()) {
      line("");
      line(
          format(
              "**Incomplete:** %d further photos are left out, as they are not finished under"
                  + " every setting.",
              results.leftOut().size()));
    }
    line("");
    Map<String, String> fixed = new TreeMap<>(results.settings().get(0).setting().values());
    results.settings().forEach(s -> fixed.entrySet().retainAll(s.setting().values().entrySet()));
    if (!fixed.isEmpty()) {
      line(
          "Common to all settings: "
              + fixed.entrySet().stream()
                  .map(e -> e.getKey() + " " + e.getValue())
                  .collect(Collectors.joining(", "))
              + ".");
      line("");
    }
  }

  private static String known(String format, double value) {
    return Double.isNaN(value) ? "" : format(format, value);
  }

  private void table() {
    line("## Average L and attack rate per generator");
    line("");
    List<String> header = new ArrayList<>(List.of("setting"));
    results
        .settings()
        .get(0)
        .generators()
        .forEach(g -> header.add(format("%s (%d)", g.name(), g.domains())));
    header.addAll(
        List.of(
            "weakest",
            "L of the weakest",
            "lowest attack rate",
            "attack rate, all",
            "PSNR, dB",
            "SSIM",
            "MS-SSIM",
            "CIEDE2000",
            "s per photo"));
    row(header);
    rule(header.size());
    for (SettingResult setting : results.settings()) {
      List<String> cells = new ArrayList<>(List.of(setting.setting().name()));
      for (GeneratorResult generator : setting.generators()) {
        String cell =
            format("%.4f / %s", generator.loss().mean(), percent(generator.rate().mean()));
        cells.add(generator.weakest() ? "*" + cell + "*" : cell);
      }
      cells.add(brief(setting.weakest().name()));
      cells.add(format("%.4f", setting.weakest().loss().mean()));
      cells.add(percent(setting.leastRate()));
      cells.add(percent(setting.rate().mean()));
      cells.add(Double.isFinite(setting.psnr()) ? format("%.2f", setting.psnr()) : "infinite");
      cells.add(format("%.4f", setting.ssim()));
      cells.add(known("%.4f", setting.multiScaleSsim()));
      cells.add(known("%.2f", setting.colourDifference()));
      cells.add(format("%.2f", setting.seconds()));
      row(cells);
    }
    line("");
    line(
        "Average L / attack rate; in brackets the number of domains; in italics the weakest"
            + " generator of the setting, the one with the lowest average L.");
    line("");
  }

  private void best() {
    line("Highest of all settings:");
    line("");
    best("L of the weakest generator", s -> s.weakest().loss().mean(), false);
    best("lowest attack rate of any generator", SettingResult::leastRate, true);
    best("attack rate over all domains", s -> s.rate().mean(), true);
    best("L, mean of the generators", SettingResult::meanLoss, false);
    line("");
  }

  private void best(String what, ToDoubleFunction<SettingResult> of, boolean share) {
    double most = results.settings().stream().mapToDouble(of).max().orElseThrow();
    List<String> names =
        results.settings().stream()
            .filter(s -> of.applyAsDouble(s) == most)
            .map(s -> s.setting().name())
            .toList();
    String who =
        names.size() == results.settings().size() && names.size() > 1
            ? "all settings"
            : String.join("; ", names);
    line(format("- %s: %s (%s)", what, share ? percent(most) : format("%.4f", most), who));
  }

  private void intervals() {
    line("## 95 % confidence intervals over photos");
    line("");
    line("Percentile bootstrap of the mean, 10,000 seeded resamples of the photos.");
    line("");
    List<String> header = new ArrayList<>(List.of("setting"));
    results.settings().get(0).generators().forEach(g -> header.add(brief(g.name()) + ": L"));
    results.settings().get(0).generators().forEach(g -> header.add(brief(g.name()) + ": rate"));
    row(header);
    rule(header.size());
    for (SettingResult setting : results.settings()) {
      List<String> cells = new ArrayList<>(List.of(setting.setting().name()));
      for (GeneratorResult g : setting.generators()) {
        Mean loss = g.loss();
        cells.add(format("%.4f to %.4f", loss.interval().low(), loss.interval().high()));
      }
      for (GeneratorResult g : setting.generators()) {
        Mean rate = g.rate();
        cells.add(percent(rate.interval().low()) + " to " + percent(rate.interval().high()));
      }
      row(cells);
    }
    line("");
  }

  private void tests() {
    if (results.comparisons().isEmpty()) {
      return;
    }
    line("## Paired tests");
    line("");
    line(
        "Two-sided, on the same photos; p after Holm's correction over all pairs of a measure."
            + " Wilcoxon leaves out photos without a difference and is exact up to 20 others."
            + " `comparisons.csv` has the uncorrected values.");
    line("");
    for (Measure measure : Measure.values()) {
      List<Compared> pairs =
          results.comparisons().stream()
              .filter(c -> c.measure() == measure)
              .sorted(Comparator.comparingDouble(Compared::wilcoxonHolm))
              .toList();
      line("### " + capital(measure.title()));
      line("");
      if (pairs.stream().allMatch(pair -> pair.test().noneDiffers())) {
        line("The same under all settings on every photo.");
        line("");
        continue;
      }
      row(List.of("a", "b", "mean a - b", "Wilcoxon", "paired t"));
      rule(5);
      for (Compared pair : pairs) {
        row(
            List.of(
                pair.a(),
                pair.b(),
                format("%+.5f", pair.test().meanDifference()),
                p(pair.wilcoxonHolm()),
                p(pair.pairedTHolm())));
      }
      line("");
    }
  }

  private void pictures(String title, Map<String, String> files) {
    if (files.isEmpty()) {
      return;
    }
    line("## " + title);
    line("");
    boolean few = files.size() <= MOST_PICTURES;
    files.forEach(
        (file, caption) -> line((few ? "!" : "- ") + "[" + caption + "](" + file + ")\n"));
  }

  private void provenance(Map<String, String> provenance) {
    line("## Provenance");
    line("");
    provenance.forEach((key, value) -> line("- " + key + ": " + value));
  }

  private static String p(double value) {
    return value < 0.0001 ? "< 0.0001" : format("%.4f", value);
  }

  private static String percent(double share) {
    return format("%.1f %%", 100 * share);
  }

  /** Formats a number without trailing zeros. */
  private static String number(double value) {
    return Double.toString(value);
  }

  private static String brief(String name) {
    int bracket = name.indexOf(" (");
    return bracket > 0 ? name.substring(0, bracket) : name;
  }

  private static String capital(String sentence) {
    return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
  }

  private void row(List<String> cells) {
    line(
        cells.stream()
            .map(cell -> cell.replace("|", "\\|"))
            .collect(Collectors.joining(" | ", "| ", " |")));
  }

  private void rule(int columns) {
    line("|" + " --- |".repeat(columns));
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
