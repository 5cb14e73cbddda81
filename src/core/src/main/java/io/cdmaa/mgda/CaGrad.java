package io.cdmaa.mgda;

import java.util.Arrays;

/**
 * CAGrad (Liu et al., "Conflict-Averse Gradient Descent for Multi-task Learning", NeurIPS 2021, eq.
 * 2): the direction d within c |g0| of the mean gradient g0 whose smallest product with any
 * gradient is largest.
 *
 * <p>The dual problem (eq. 3) minimises g_w . g0 + c |g0| |g_w| over the convex hull. Since |g_w|
 * is the minimum over t &gt; 0 of (|g_w|^2 / t + t) / 2, it is a search in one variable over
 * minimum-norm problems: for a shift s &gt; 0 let w be the minimum-norm point of the hull of g_j +
 * s g0; then d = w / s, and the distance |d - g0| falls as s grows. The smallest s with |d - g0|
 * &le; c |g0| is found by interpolation, and any s that meets it gives a d within the ball.
 *
 * @param c radius of the ball relative to |g0|, in [0, 1); 0 is the mean
 */
public record CaGrad(double c) implements GramWeighting {
  private static final MinNormSolver SOLVER = new ActiveSet();
  private static final int MOST_STEPS = 200;

  /**
   * The smallest s, relative to the largest: the length of g_w is then 1e-5 of the longest
   * gradient, and a Gram matrix in double precision tells lengths down to 1e-8 of it from zero.
   */
  private static final double SMALLEST = 1e-5;

  /** Relative error of s, or of |d - g0|, at which the search ends. */
  private static final double ENOUGH = 1e-9;

  /**
   * @throws IllegalArgumentException if c is out of range
   */
  public CaGrad {
    if (!(c >= 0 && c < 1)) {
      throw new IllegalArgumentException("c is " + c + "; it must lie in [0, 1)");
    }
  }

  @Override
  public double[] weights(int iteration, double[][] gram) {
    int n = gram.length;
    double[] mean = new double[n];
    Arrays.fill(mean, 1.0 / n);
    double[][] g = Grams.scaled(gram, Grams.exponent(gram));
    double[] withMean = Grams.multiply(g, mean);
    double radius = c * Math.sqrt(Math.max(0, Grams.dot(mean, withMean)));
    double longest = Arrays.stream(Grams.lengths(g)).max().orElseThrow();
    if (radius <= Math.ulp(longest)) {
      return mean;
    }
    // |g_w| never exceeds the longest gradient, so this s is large enough.
    double shift = shift(g, withMean, radius, longest / radius);
    double[] best = hullWeights(g, withMean, shift);
    for (int i = 0; i < n; i++) {
      mean[i] += best[i] / shift;
    }
    return mean;
  }

  /** Returns the smallest s whose d lies within the radius, by the Illinois method in log s. */
  private static double shift(double[][] gram, double[] withMean, double radius, double largest) {
    double high = Math.log(largest);
    double low = high + Math.log(SMALLEST);
    double atHigh = excess(gram, withMean, radius, high);
    double atLow = excess(gram, withMean, radius, low);
    if (atLow <= 0) {
      return Math.exp(low);
    }
    int side = 0;
    for (int step = 0; step < MOST_STEPS && high - low > ENOUGH && atHigh < -ENOUGH; step++) {
      double middle = (low * atHigh - high * atLow) / (atHigh - atLow);
      double at = excess(gram, withMean, radius, middle);
      // The value at an end that stays for a second time is halved.
      if (at <= 0) {
        high = middle;
        atHigh = at;
        atLow /= side < 0 ? 2 : 1;
        side = -1;
      } else {
        low = middle;
        atLow = at;
        atHigh /= side > 0 ? 2 : 1;
        side = 1;
      }
    }
    return Math.exp(high);
  }

  /** Returns the logarithm of |d - g0| over the radius for s, given as its logarithm. */
  private static double excess(double[][] gram, double[] withMean, double radius, double log) {
    double shift = Math.exp(log);
    double length = length(gram, hullWeights(gram, withMean, shift));
    return Math.log(Math.max(length / shift / radius, 1e-30));
  }

  private static double length(double[][] gram, double[] weights) {
    return Math.sqrt(Math.max(0, Grams.dot(weights, Grams.multiply(gram, weights))));
  }

  /** Returns the minimum-norm point of the hull of g_j + shift g0, as weights. */
  private static double[] hullWeights(double[][] gram, double[] withMean, double shift) {
    int n = gram.length;
    double square = Arrays.stream(withMean).average().orElseThrow();
    double[][] shifted = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        shifted[i][j] = gram[i][j] + shift * (withMean[i] + withMean[j] + shift * square);
        shifted[j][i] = shifted[i][j];
      }
      shifted[i][i] = Math.max(0, shifted[i][i]);
    }
    return SOLVER.solve(shifted).weights();
  }
}
