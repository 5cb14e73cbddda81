package io.cdmaa.mgda;

/**
 * UPGrad (Quinton and Rey, "Jacobian Descent for Multi-Objective Optimization", arXiv 2406.16232,
 * 2024, eq. 4): each gradient is projected onto the dual cone of all, and the mean of the
 * projections is taken. No gradient has a negative product with the result, and if the gradients
 * are scaled by positive numbers, the result is linear in these.
 */
public record UpGrad() implements GramWeighting {
  @Override
  public double[] weights(int iteration, double[][] gram) {
    double[] lengths = Grams.lengths(gram);
    ConeProjection projection = new ConeProjection(Grams.cosines(gram));
    double[] weights = new double[lengths.length];
    for (int i = 0; i < lengths.length; i++) {
      double[] unit = new double[lengths.length];
      unit[i] = 1;
      double[] projected = projection.weights(unit);
      for (int j = 0; j < weights.length; j++) {
        weights[j] += projected[j] * (lengths[i] / lengths[j]) / lengths.length;
      }
    }
    return weights;
  }
}
