package io.cdmaa.mgda;

import java.util.Arrays;

/**
 * Aligned-MTL (Senushkin et al., "Independent Component Alignment for Multi-Task Learning", CVPR
 * 2023, Algorithm 1): the gradients are replaced by the nearest ones that are orthogonal and have
 * all the length of the weakest principal component, so that their matrix has condition number 1;
 * the result is the mean of these. Weights may be negative.
 */
public record AlignedMtl() implements GramWeighting {
  @Override
  public double[] weights(int iteration, double[][] gram) {
    double[] preferences = new double[gram.length];
    Arrays.fill(preferences, 1.0 / gram.length);
    return Grams.multiply(balance(gram), preferences);
  }

  /**
   * Returns B = sqrt(lambda_min) V Lambda^(-1/2) V', symmetric: row i of B J is the aligned
   * gradient i. Eigenvalues that are zero within rounding are left out, and lambda_min is the
   * smallest of the others. Their number is that of the gradients scaled to length 1, so that it
   * does not depend on their lengths.
   */
  static double[][] balance(double[][] gram) {
    int n = gram.length;
    SymmetricEigen eigen = new SymmetricEigen(Grams.scaled(gram, Grams.exponent(gram)));
    int rank = new SymmetricEigen(Grams.cosines(gram)).unitRank();
    double least = eigen.value(rank - 1);
    double[] factors = new double[rank];
    for (int k = 0; k < rank; k++) {
      factors[k] = Math.sqrt(least / eigen.value(k));
    }
    double[][] balance = new double[n][];
    for (int i = 0; i < n; i++) {
      double[] unit = new double[n];
      unit[i] = 1;
      balance[i] = eigen.apply(factors, rank, unit);
    }
    return balance;
  }
}
