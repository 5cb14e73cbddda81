package io.cdmaa.experiment;

import io.cdmaa.experiment.Results.SettingResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Formats what is left after transforms as Markdown tables: a row per setting. */
final class AfterTables {
  private final List<SettingResult> settings;
  private final StringBuilder text = new StringBuilder();

  private AfterTables(List<SettingResult> settings) {
    this.settings = settings;
  }

  /** Returns the section; empty if photos were not evaluated after transforms. */
  static String of(Results results) {
    if (results.settings().get(0).after().isEmpty()) {
      return "";
    }
    AfterTables tables = new AfterTables(results.settings());
    tables.line("## After transforms");
    tables.line("");
    tables.line(
        "Original and protected photo, both transformed by real codecs and image operators, and"
            + " their fakes compared. First L, the mean of the generators, and the attack rate over"
            + " all domains:");
    tables.line("");
    tables.table(
        own ->
            String.format(Locale.ROOT, "%.4f / %.1f %%", own.meanLoss(), 100 * own.rate().mean()));
    SettingResult first = results.settings().get(0);
    tables.line(
        "L as a share of what the setting "
            + first.setting().name()
            + " reaches on the file as written, mean of the generators:");
    tables.line("");
    tables.table(own -> String.format(Locale.ROOT, "%.2f", share(own, first)));
    for (int j = 0; j < first.generators().size() && first.generators().size() > 1; j++) {
      int index = j;
      tables.line(first.generators().get(j).name() + " alone, the same share:");
      tables.line("");
      ToDoubleFunction<SettingResult> loss = s -> s.generators().get(index).loss().mean();
      tables.table(
          own ->
              String.format(
                  Locale.ROOT, "%.2f", loss.applyAsDouble(own) / loss.applyAsDouble(first)));
    }
    return tables.text.toString();
  }

  private static double share(SettingResult own, SettingResult first) {
    return IntStream.range(0, own.generators().size())
        .mapToDouble(
            j -> own.generators().get(j).loss().mean() / first.generators().get(j).loss().mean())
        .average()
        .orElseThrow();
  }

  /** The content of a cell. */
  @FunctionalInterface
  private interface Cell {
    String of(SettingResult result);
  }

  private void table(Cell cell) {
    List<String> header = new ArrayList<>(List.of("setting", "as written"));
    header.addAll(settings.get(0).after().keySet());
    row(header);
    line("|" + " --- |".repeat(header.size()));
    for (SettingResult setting : settings) {
      List<String> cells = new ArrayList<>(List.of(setting.setting().name(), cell.of(setting)));
      setting.after().values().forEach(own -> cells.add(cell.of(own)));
      row(cells);
    }
    line("");
  }

  private void row(List<String> cells) {
    line("| " + String.join(" | ", cells.stream().map(c -> c.replace("|", "\\|")).toList()) + " |");
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
