package io.cdmaa.mgda;

/**
 * A point of the convex hull of J vectors.
 *
 * @param weights a, J numbers of at least 0 that sum to 1; exactly zero for vectors that are not
 *     used
 * @param squaredNorm a'Ga, at least 0, in the units of the Gram matrix
 * @param dualityGap a'Ga - min_i (Ga)_i, at least 0, in the same units: an upper bound on how far
 *     a'Ga / 2 is above the optimum (Jaggi 2013, eq. 2), and on how far the theorem w . g_j &ge;
 *     ||w||^2 may fail
 * @param iterations number of steps of the solver
 */
@SuppressWarnings("ArrayRecordComponent") // numbers, copied in and out
public record MinNormPoint(
    double[] weights, double squaredNorm, double dualityGap, int iterations) {
  /** Copies the weights. */
  public MinNormPoint {
    weights = weights.clone();
  }

  /** Returns a copy of the weights. */
  @Override
  public double[] weights() {
    return weights.clone();
  }
}
