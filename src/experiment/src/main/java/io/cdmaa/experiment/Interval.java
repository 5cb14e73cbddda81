package io.cdmaa.experiment;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A 95 % confidence interval of a mean over photos: the percentile bootstrap (Efron and Tibshirani
 * 1993, section 13.3), which makes no assumption about the distribution of losses and stays inside
 * the range of an attack rate. Seeded, so the same values give the same interval.
 *
 * @param low the 2.5 % quantile of the resampled means
 * @param high the 97.5 % quantile
 */
public record Interval(double low, double high) {
  private static final int RESAMPLES = 10_000;
  private static final double TAIL = 0.025;

  /**
   * Returns the interval of the mean.
   *
   * @param values one per photo, at least one; for a single value the interval is that value
   */
  public static Interval ofMean(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no values");
    }
    SplittableRandom random = new SplittableRandom(20220125);
    double[] means = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      double sum = 0;
      for (int n = 0; n < values.length; n++) {
        sum += values[random.nextInt(values.length)];
      }
      means[i] = sum / values.length;
    }
    Arrays.sort(means);
    int cut = (int) (TAIL * RESAMPLES);
    return new Interval(means[cut], means[RESAMPLES - 1 - cut]);
  }
}
