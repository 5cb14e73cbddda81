package io.cdmaa.mgda;

/**
 * ConFIG (Liu, Chu and Thuerey, "ConFIG: Towards Conflict-free Training of Physics Informed Neural
 * Networks", ICLR 2025, eqs. 2 and 3): with the gradients of length 1 as rows of U, the direction
 * U^+ 1, which has the same positive cosine with all gradients, and the sum of the projections onto
 * it as its length. Weights may be negative.
 *
 * <p>If no direction has equal cosines, the closest in the sense of least squares is taken;
 * opposite gradients leave none. Where the gradients are independent, {@link ImtlG} has the same
 * direction at another length.
 */
public record ConFig() implements GramWeighting {
  /** Of the squared length of U^+ 1, which is at least 1 / J if there is a direction. */
  private static final double NONE = 1e-20;

  @Override
  public double[] weights(int iteration, double[][] gram) {
    double[] lengths = Grams.lengths(gram);
    double[][] cosines = Grams.cosines(gram);
    SymmetricEigen eigen = new SymmetricEigen(cosines);
    double[] weights = eigen.pseudoInverse(eigen.unitRank(), Grams.ones(lengths.length));
    double[] products = Grams.multiply(cosines, weights);
    double square = Grams.dot(weights, products);
    if (square <= NONE) {
      return new double[lengths.length];
    }
    double projections = Grams.dot(lengths, products);
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= projections / square / lengths[i];
    }
    return weights;
  }
}
