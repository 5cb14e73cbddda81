package io.cdmaa.experiment;

import io.cdmaa.experiment.TrialRecord.GeneratorLosses;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The finished trials, summarised. Only photos that are finished under every setting are used, so
 * that all settings are compared on the same photos.
 *
 * @param threshold L from which a fake counts as broken
 * @param photos the photos used
 * @param leftOut the photos with a missing trial
 * @param settings one entry per setting, in order
 * @param comparisons the paired tests, measure by measure
 */
public record Results(
    double threshold,
    List<PhotoFile> photos,
    List<PhotoFile> leftOut,
    List<SettingResult> settings,
    List<Compared> comparisons) {
  /** Copies the lists. */
  public Results {
    photos = List.copyOf(photos);
    leftOut = List.copyOf(leftOut);
    settings = List.copyOf(settings);
    comparisons = List.copyOf(comparisons);
  }

  /**
   * A mean over photos.
   *
   * @param mean the mean
   * @param interval its 95 % bootstrap interval
   */
  public record Mean(double mean, Interval interval) {
    static Mean of(double[] values) {
      double sum = 0;
      for (double value : values) {
        sum += value;
      }
      return new Mean(sum / values.length, Interval.ofMean(values));
    }
  }

  /**
   * One generator under one setting.
   *
   * @param name the generator's name
   * @param domains number of domains
   * @param loss average L over photos and domains
   * @param maskedLoss average masked L over the photos and domains that have one, else NaN
   * @param rate attack rate: share of photos x domains that reach the threshold, 0 to 1
   * @param weakest whether it has the lowest average L of its setting
   */
  public record GeneratorResult(
      String name, int domains, Mean loss, double maskedLoss, Mean rate, boolean weakest) {}

  /**
   * One setting.
   *
   * @param setting the setting
   * @param trials its records, in the order of the photos
   * @param generators one entry per generator, in order
   * @param rate share of photos x domains of all generators that reach the threshold
   * @param maxLevelChange largest change of any channel of any photo, in levels of 255
   * @param psnr mean over photos, in dB
   * @param ssim mean over photos
   * @param multiScaleSsim mean over photos; NaN if not known of all
   * @param colourDifference CIEDE2000, mean over photos; NaN if not known of all
   * @param seconds median per photo, which is robust against temporary load on the machine
   * @param evaluations mean number of gradient evaluations per photo
   * @param after the same after each requested transform, by its text, in order
   */
  public record SettingResult(
      Setting setting,
      List<TrialRecord> trials,
      List<GeneratorResult> generators,
      Mean rate,
      double maxLevelChange,
      double psnr,
      double ssim,
      double multiScaleSsim,
      double colourDifference,
      double seconds,
      double evaluations,
      Map<String, SettingResult> after) {
    /** Copies the collections, keeping their order. */
    public SettingResult {
      trials = List.copyOf(trials);
      generators = List.copyOf(generators);
      after = Collections.unmodifiableMap(new LinkedHashMap<>(after));
    }

    /** Returns the generator with the lowest average L. */
    public GeneratorResult weakest() {
      return generators.stream().filter(GeneratorResult::weakest).findFirst().orElseThrow();
    }

    /** Returns the lowest attack rate of any generator. */
    public double leastRate() {
      return generators.stream().mapToDouble(g -> g.rate().mean()).min().orElseThrow();
    }

    /** Returns the mean over generators of their average L. */
    public double meanLoss() {
      return generators.stream().mapToDouble(g -> g.loss().mean()).average().orElseThrow();
    }
  }

  /**
   * One pair of settings in one measure.
   *
   * @param measure the measure
   * @param a the first setting's name
   * @param b the second's
   * @param test the tests
   * @param wilcoxonHolm Wilcoxon's p-value after Holm's correction over all pairs of the measure
   * @param pairedTHolm that of the t test
   */
  public record Compared(
      Measure measure,
      String a,
      String b,
      PairedComparison test,
      double wilcoxonHolm,
      double pairedTHolm) {}

  /**
   * Summarises an experiment's trials in a store; empty if no photo is finished under every
   * setting.
   */
  static Optional<Results> of(Experiment experiment, ExperimentInputs inputs, TrialStore store) {
    List<PhotoFile> complete = new ArrayList<>();
    List<PhotoFile> leftOut = new ArrayList<>();
    List<List<TrialRecord>> perSetting = new ArrayList<>();
    experiment.settings().forEach(s -> perSetting.add(new ArrayList<>()));
    for (PhotoFile photo : inputs.photos()) {
      List<Optional<TrialRecord>> row =
          experiment.settings().stream()
              .map(s -> store.find(Trial.of(experiment, inputs, s, photo).key()))
              .toList();
      if (row.stream().allMatch(Optional::isPresent)) {
        complete.add(photo);
        IntStream.range(0, row.size())
            .forEach(i -> perSetting.get(i).add(row.get(i).orElseThrow()));
      } else {
        leftOut.add(photo);
      }
    }
    if (complete.isEmpty()) {
      return Optional.empty();
    }
    List<SettingResult> settings =
        IntStream.range(0, perSetting.size())
            .mapToObj(
                i ->
                    summary(
                        experiment.settings().get(i), perSetting.get(i), experiment.threshold()))
            .toList();
    return Optional.of(
        new Results(
            experiment.threshold(),
            complete,
            leftOut,
            settings,
            comparisons(experiment, settings)));
  }

  private static SettingResult summary(
      Setting setting, List<TrialRecord> trials, double threshold) {
    int count = trials.get(0).generators().size();
    double[] means =
        IntStream.range(0, count)
            .mapToDouble(j -> average(trials, c -> c.generators().get(j).mean()))
            .toArray();
    int weakest =
        IntStream.range(0, count)
            .boxed()
            .min(Comparator.comparingDouble(j -> means[j]))
            .orElseThrow();
    List<GeneratorResult> generators = new ArrayList<>();
    for (int j = 0; j < count; j++) {
      int index = j;
      GeneratorLosses first = trials.get(0).generators().get(j);
      generators.add(
          new GeneratorResult(
              first.name(),
              first.domains().size(),
              Mean.of(values(trials, c -> c.generators().get(index).mean())),
              trials.stream()
                  .flatMapToDouble(c -> c.generators().get(index).maskedMean().stream())
                  .average()
                  .orElse(Double.NaN),
              Mean.of(values(trials, c -> c.generators().get(index).rate(threshold))),
              j == weakest));
    }
    Map<String, SettingResult> after = new LinkedHashMap<>();
    for (String transform : trials.get(0).after().keySet()) {
      List<TrialRecord> own = trials.stream().map(trial -> trial.after(transform)).toList();
      after.put(transform, summary(setting, own, threshold));
    }
    return new SettingResult(
        setting,
        trials,
        generators,
        Mean.of(values(trials, c -> Measure.RATE.of(c, threshold))),
        trials.stream().mapToDouble(TrialRecord::maxLevelChange).max().orElseThrow(),
        average(trials, TrialRecord::psnr),
        average(trials, TrialRecord::ssim),
        average(trials, TrialRecord::multiScaleSsim),
        average(trials, TrialRecord::colourDifference),
        StatUtils.percentile(values(trials, TrialRecord::seconds), 50),
        average(trials, TrialRecord::gradientEvaluations),
        after);
  }

  private static double[] values(List<TrialRecord> trials, ToDoubleFunction<TrialRecord> of) {
    return trials.stream().mapToDouble(of).toArray();
  }

  private static double average(List<TrialRecord> trials, ToDoubleFunction<TrialRecord> of) {
    return trials.stream().mapToDouble(of).average().orElseThrow();
  }

  private static List<Compared> comparisons(Experiment experiment, List<SettingResult> settings) {
    List<Compared> all = new ArrayList<>();
    if (settings.get(0).trials().size() < 2) {
      return all;
    }
    for (Measure measure : Measure.values()) {
      List<SettingResult[]> pairs = new ArrayList<>();
      for (int i = 0; i < settings.size(); i++) {
        for (int j = i + 1; j < settings.size(); j++) {
          if (experiment.compare().includes(settings.get(i).setting(), settings.get(j).setting())) {
            pairs.add(new SettingResult[] {settings.get(i), settings.get(j)});
          }
        }
      }
      List<PairedComparison> tests =
          pairs.stream()
              .map(
                  pair ->
                      PairedComparison.of(
                          values(pair[0].trials(), c -> measure.of(c, experiment.threshold())),
                          values(pair[1].trials(), c -> measure.of(c, experiment.threshold()))))
              .toList();
      List<Double> wilcoxon =
          PairedComparison.holm(tests.stream().map(PairedComparison::wilcoxon).toList());
      List<Double> t =
          PairedComparison.holm(tests.stream().map(PairedComparison::pairedT).toList());
      for (int i = 0; i < pairs.size(); i++) {
        all.add(
            new Compared(
                measure,
                pairs.get(i)[0].setting().name(),
                pairs.get(i)[1].setting().name(),
                tests.get(i),
                wilcoxon.get(i),
                t.get(i)));
      }
    }
    return all;
  }
}
