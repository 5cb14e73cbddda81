package io.cdmaa.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.cdmaa.evaluation.Evaluator.Evaluation;
import io.cdmaa.evaluation.FakeMetrics;
import io.cdmaa.evaluation.Metric;
import io.cdmaa.evaluation.MetricKind;
import io.cdmaa.experiment.FrechetDistance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Applies the requested metrics to the fakes of each photo, and keeps what FID needs of all. */
final class MeasuredFakes {
  /**
   * The metrics of one generator in the JSON output.
   *
   * @param generator its name
   * @param metrics the means over its domains by the metrics' labels
   * @param domains the values of each domain; absent in a summary
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Measured(
      String generator, Map<String, Double> metrics, List<Map<String, Double>> domains) {
    /** Copies the lists, keeping their order. */
    Measured {
      domains = List.copyOf(domains);
    }
  }

  private final List<Metric> metrics;
  private final FakeMetrics opened;
  private final List<List<Measured>> photos = new ArrayList<>();
  private final List<List<float[]>> before = new ArrayList<>();
  private final List<List<float[]>> after = new ArrayList<>();

  /**
   * @param metrics the metrics
   * @param opened the same, opened; left open
   */
  MeasuredFakes(List<Metric> metrics, FakeMetrics opened) {
    this.metrics = List.copyOf(metrics);
    this.opened = opened;
  }

  /** Measures the fakes of one photo; an entry per generator, none without metrics. */
  List<Measured> add(Evaluation evaluation) {
    List<Measured> measured = new ArrayList<>();
    for (int j = 0; !metrics.isEmpty() && j < evaluation.before().size(); j++) {
      List<Map<String, Double>> domains =
          opened.measure(evaluation.before().get(j), evaluation.after().get(j));
      measured.add(
          new Measured(evaluation.verdict().generators().get(j).name(), means(domains), domains));
      if (before.size() == j) {
        before.add(new ArrayList<>());
        after.add(new ArrayList<>());
      }
      before.get(j).addAll(opened.features(evaluation.before().get(j)));
      after.get(j).addAll(opened.features(evaluation.after().get(j)));
    }
    photos.add(measured);
    return measured;
  }

  private static Map<String, Double> means(List<Map<String, Double>> values) {
    Map<String, Double> means = new LinkedHashMap<>();
    for (String label : values.get(0).keySet()) {
      means.put(label, values.stream().mapToDouble(own -> own.get(label)).average().orElseThrow());
    }
    return means;
  }

  /** Returns the means over all photos, and FID; an entry per generator. */
  List<Measured> summary() {
    List<Measured> summary = new ArrayList<>();
    for (int generator = 0; generator < photos.get(0).size(); generator++) {
      int j = generator;
      Map<String, Double> values =
          means(photos.stream().map(photo -> photo.get(j).metrics()).toList());
      if (metrics.stream().anyMatch(metric -> metric.kind() == MetricKind.FID)) {
        values.put(MetricKind.FID.label(), FrechetDistance.between(before.get(j), after.get(j)));
      }
      summary.add(new Measured(photos.get(0).get(j).generator(), values, List.of()));
    }
    return summary;
  }

  /** Returns a line per metric with the value of each generator. */
  static String text(List<Measured> measured) {
    if (measured.isEmpty()) {
      return "";
    }
    return measured.get(0).metrics().keySet().stream()
        .map(
            label ->
                "  "
                    + label
                    + ": "
                    + measured.stream()
                        .map(
                            own ->
                                String.format(
                                    Locale.ROOT,
                                    "%s %.4g",
                                    own.generator(),
                                    own.metrics().get(label)))
                        .collect(Collectors.joining(", "))
                    + System.lineSeparator())
        .collect(Collectors.joining());
  }
}
