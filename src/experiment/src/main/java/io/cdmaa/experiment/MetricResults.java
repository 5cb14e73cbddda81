package io.cdmaa.experiment;

import io.cdmaa.evaluation.Metric;
import io.cdmaa.evaluation.MetricKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The metrics of an experiment beside L, per setting and generator.
 *
 * @param kinds the metrics
 * @param values [setting][generator][metric]: the mean over photos and domains or, for FID, the
 *     distance over all photos and domains; NaN if it is not known
 */
record MetricResults(List<MetricKind> kinds, List<List<List<Double>>> values) {
  static final MetricResults NONE = new MetricResults(List.of(), List.of());

  /** Copies the lists. */
  MetricResults {
    kinds = List.copyOf(kinds);
    values = List.copyOf(values);
  }

  /**
   * Summarises the metrics.
   *
   * @param folder the output folder, with the files of features
   */
  static MetricResults of(List<Metric> metrics, Results results, Path folder) {
    if (metrics.isEmpty()) {
      return NONE;
    }
    List<MetricKind> kinds = metrics.stream().map(Metric::kind).toList();
    List<List<List<Double>>> values = new ArrayList<>();
    for (Results.SettingResult setting : results.settings()) {
      List<List<FakeFeatures>> features =
          kinds.contains(MetricKind.FID)
              ? setting.trials().stream()
                  .map(trial -> FakeFeatures.read(folder.resolve(Trial.features(trial.key()))))
                  .toList()
              : List.of();
      values.add(
          IntStream.range(0, setting.generators().size())
              .mapToObj(j -> kinds.stream().map(kind -> value(kind, setting, features, j)).toList())
              .toList());
    }
    return new MetricResults(kinds, values);
  }

  private static double value(
      MetricKind kind,
      Results.SettingResult setting,
      List<List<FakeFeatures>> features,
      int generator) {
    if (kind == MetricKind.FID) {
      return FrechetDistance.between(
          features.stream().flatMap(f -> f.get(generator).before().stream()).toList(),
          features.stream().flatMap(f -> f.get(generator).after().stream()).toList());
    }
    return setting.trials().stream()
        .flatMap(trial -> trial.generators().get(generator).domains().stream())
        .mapToDouble(domain -> domain.metrics().getOrDefault(kind.label(), Double.NaN))
        .average()
        .orElse(Double.NaN);
  }

  /** Returns the values of one generator under one setting, in the order of the kinds. */
  List<Double> of(int setting, int generator) {
    return kinds.isEmpty() ? List.of() : values.get(setting).get(generator);
  }

  /** Returns a Markdown section; empty if there are no metrics. */
  String markdown(Results results) {
    StringBuilder text = new StringBuilder();
    if (kinds.isEmpty()) {
      return "";
    }
    text.append("## Other metrics\n\n");
    for (MetricKind kind : kinds) {
      text.append("- ").append(kind.label()).append(": ").append(kind.description()).append('\n');
    }
    text.append("\nBetween the fakes of the photo and those of the protected photo; means over")
        .append(" photos and domains.\n\n| setting | generator |");
    kinds.forEach(kind -> text.append(' ').append(kind.label()).append(" |"));
    text.append("\n|").append(" --- |".repeat(kinds.size() + 2)).append('\n');
    for (int s = 0; s < results.settings().size(); s++) {
      Results.SettingResult setting = results.settings().get(s);
      for (int j = 0; j < setting.generators().size(); j++) {
        text.append("| ").append(escaped(setting.setting().name()));
        text.append(" | ").append(escaped(setting.generators().get(j).name())).append(" |");
        for (double value : of(s, j)) {
          text.append(Double.isNaN(value) ? " - |" : String.format(Locale.ROOT, " %.4g |", value));
        }
        text.append('\n');
      }
    }
    return text.append('\n').toString();
  }

  private static String escaped(String cell) {
    return cell.replace("|", "\\|");
  }
}
