package io.cdmaa.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.inference.TTest;
import org.apache.commons.math3.stat.inference.WilcoxonSignedRankTest;

/**
 * A two-sided comparison of two settings on the same photos.
 *
 * @param photos number of pairs
 * @param differing number of pairs with a non-zero difference
 * @param meanDifference mean of a - b
 * @param wilcoxon p-value of Wilcoxon's signed rank test; photos with zero difference are
 *     discarded, as by Wilcoxon, and if all are zero it is 1
 * @param pairedT p-value of the paired t test; 1 if all differences are zero
 */
public record PairedComparison(
    int photos, int differing, double meanDifference, double wilcoxon, double pairedT) {
  /**
   * Up to this number of pairs all 2^n sign patterns are enumerated; above it the normal
   * approximation is used.
   */
  private static final int MOST_EXACT = 20;

  /**
   * Compares two settings.
   *
   * @param a one value per photo
   * @param b the values of the same photos, in the same order
   */
  public static PairedComparison of(double[] a, double[] b) {
    if (a.length != b.length || a.length == 0) {
      throw new IllegalArgumentException(a.length + " values against " + b.length);
    }
    double[] differences = IntStream.range(0, a.length).mapToDouble(i -> a[i] - b[i]).toArray();
    double mean = IntStream.range(0, a.length).mapToDouble(i -> differences[i]).average().orElse(0);
    int differing = (int) Arrays.stream(differences).filter(d -> d != 0).count();
    return new PairedComparison(a.length, differing, mean, wilcoxon(differences), t(differences));
  }

  /** Returns whether the settings agree on every photo. */
  public boolean noneDiffers() {
    return differing == 0;
  }

  private static double wilcoxon(double[] differences) {
    double[] moved =
        IntStream.range(0, differences.length)
            .mapToDouble(i -> differences[i])
            .filter(d -> d != 0)
            .toArray();
    if (moved.length == 0) {
      return 1;
    }
    // Commons Math counts zeros as evidence for the negative side, so they are removed first.
    double p =
        new WilcoxonSignedRankTest()
            .wilcoxonSignedRankTest(moved, new double[moved.length], moved.length <= MOST_EXACT);
    return Math.min(1, p);
  }

  private static double t(double[] differences) {
    boolean same =
        IntStream.range(1, differences.length).allMatch(i -> differences[i] == differences[0]);
    if (differences.length < 2 || same) {
      // With zero variance t is infinite or undefined; a single difference proves nothing.
      return differences[0] == 0 || differences.length < 2 ? 1 : 0;
    }
    return new TTest().tTest(0, differences);
  }

  /**
   * Returns p-values after Holm's correction for multiple tests (Holm 1979): the i-th smallest of n
   * p-values times n - i + 1, made non-decreasing, at most 1.
   *
   * @param values p-values
   * @return the corrected p-values, in the same order
   */
  public static List<Double> holm(List<Double> values) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, values.size()).boxed().toList());
    order.sort(Comparator.comparing(values::get));
    List<Double> corrected = new ArrayList<>(Collections.nCopies(values.size(), 1.0));
    double floor = 0;
    for (int rank = 0; rank < order.size(); rank++) {
      double scaled = Math.min(1, values.get(order.get(rank)) * (values.size() - rank));
      floor = Math.max(floor, scaled);
      corrected.set(order.get(rank), floor);
    }
    return corrected;
  }
}
