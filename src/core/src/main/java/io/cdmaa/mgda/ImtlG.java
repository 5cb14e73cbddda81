package io.cdmaa.mgda;

/**
 * IMTL-G (Liu et al., "Towards Impartial Multi-task Learning", ICLR 2021, eq. 6): the direction
 * whose projections onto all gradients, scaled to length 1, are equal; G^+ d / (1' G^+ d) with the
 * lengths d. Weights may be negative.
 *
 * <p>The paper's weights sum to 1. Where that would make the equal projections negative, so that
 * every loss fell, the opposite direction is taken, whose weights sum to -1. If no direction has
 * equal projections, the closest in the sense of least squares is taken; opposite gradients of
 * equal length leave none.
 */
public record ImtlG() implements GramWeighting {
  /** Of a squared length that is 1 or more if there is a direction. */
  private static final double NONE = 1e-20;

  @Override
  public double[] weights(int iteration, double[][] gram) {
    double[][] scaled = Grams.scaled(gram, Grams.exponent(gram));
    double[] lengths = Grams.lengths(scaled);
    double[] weights = solve(scaled, lengths);
    if (Grams.dot(weights, lengths) <= NONE) {
      return new double[gram.length];
    }
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= Math.abs(sum);
    }
    return weights;
  }

  /** Returns G^+ d; by the gradients of length 1 if these are independent, since it is exact. */
  private static double[] solve(double[][] gram, double[] lengths) {
    SymmetricEigen units = new SymmetricEigen(Grams.cosines(gram));
    int rank = units.unitRank();
    if (rank < lengths.length) {
      return new SymmetricEigen(gram).pseudoInverse(rank, lengths);
    }
    double[] weights = units.pseudoInverse(rank, Grams.ones(rank));
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= lengths[i];
    }
    return weights;
  }
}
