package io.cdmaa.mgda;

/**
 * The mean gradient, projected onto the dual cone of all gradients (Lopez-Paz and Ranzato,
 * "Gradient Episodic Memory for Continual Learning", NeurIPS 2017, eq. 11): the direction closest
 * to the mean that has no negative product with any gradient.
 */
public record DualProj() implements GramWeighting {
  @Override
  public double[] weights(int iteration, double[][] gram) {
    double[] lengths = Grams.lengths(gram);
    double longest = 0;
    for (double length : lengths) {
      longest = Math.max(longest, length);
    }
    double[] bounds = new double[lengths.length];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = lengths[i] / longest / bounds.length;
    }
    double[] weights = new ConeProjection(Grams.cosines(gram)).weights(bounds);
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= longest / lengths[i];
    }
    return weights;
  }
}
