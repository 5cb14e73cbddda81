package io.cdmaa.mgda;

import java.util.Arrays;

/** The mean of all gradients: c_j = 1 / J, the ascent direction of the mean loss. */
public record UniformModels() implements ModelAggregation {
  @Override
  public Aggregation aggregate(int iteration, double[] losses, double[][] gram) {
    double[] weights = new double[gram.length];
    Arrays.fill(weights, 1.0 / gram.length);
    return Aggregation.fixed(weights, gram);
  }
}
