package io.cdmaa.experiment;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * How long cells take: per setting the mean of those seen; for a setting not seen yet the mean time
 * per step of all others.
 */
final class Pace {
  private final Map<String, double[]> sums = new HashMap<>();
  private double seconds;
  private double steps;

  void add(Setting setting, double cellSeconds) {
    double[] sum = sums.computeIfAbsent(setting.name(), name -> new double[2]);
    sum[0] += cellSeconds;
    sum[1]++;
    seconds += cellSeconds;
    steps += setting.plan().evaluations();
  }

  double of(Setting setting) {
    double[] sum = sums.get(setting.name());
    return sum != null
        ? sum[0] / sum[1]
        : setting.plan().evaluations() * seconds / Math.max(1, steps);
  }

  double of(Collection<Cell> cells) {
    return cells.stream().mapToDouble(cell -> of(cell.setting())).sum();
  }
}
