package io.cdmaa.experiment;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The duration of trials: for each setting the mean of those seen so far; for other settings, the
 * mean time per step over all.
 */
final class TrialTimes {
  private final Map<String, double[]> sums = new HashMap<>();
  private double seconds;
  private double steps;

  void add(Setting setting, double trialSeconds) {
    double[] sum = sums.computeIfAbsent(setting.name(), name -> new double[2]);
    sum[0] += trialSeconds;
    sum[1]++;
    seconds += trialSeconds;
    steps += setting.plan().evaluations();
  }

  double of(Setting setting) {
    double[] sum = sums.get(setting.name());
    return sum != null
        ? sum[0] / sum[1]
        : setting.plan().evaluations() * seconds / Math.max(1, steps);
  }

  double of(Collection<Trial> trials) {
    return trials.stream().mapToDouble(trial -> of(trial.setting())).sum();
  }
}
