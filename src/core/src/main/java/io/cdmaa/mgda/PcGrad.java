package io.cdmaa.mgda;

import java.util.SplittableRandom;

/**
 * PCGrad (Yu et al., "Gradient Surgery for Multi-Task Learning", NeurIPS 2020, Algorithm 1): from
 * each gradient, its component along every other gradient that it conflicts with is subtracted, one
 * after another in random order; the result is the mean.
 *
 * @param seed of the orders; each iteration draws its own, so that equal seeds give equal results
 */
public record PcGrad(long seed) implements GramWeighting {
  @Override
  public double[] weights(int iteration, double[][] gram) {
    int n = gram.length;
    SplittableRandom random = new SplittableRandom(seed + 0x9E3779B97F4A7C15L * iteration);
    double[] weights = new double[n];
    for (int i = 0; i < n; i++) {
      double[] products = gram[i].clone();
      weights[i] += 1.0 / n;
      for (int j : order(n, random)) {
        if (j != i && products[j] < 0) {
          double share = products[j] / gram[j][j];
          weights[j] -= share / n;
          for (int k = 0; k < n; k++) {
            products[k] -= share * gram[j][k];
          }
        }
      }
    }
    return weights;
  }

  /** Returns a random permutation (Fisher and Yates). */
  private static int[] order(int n, SplittableRandom random) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int other = random.nextInt(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }
}
