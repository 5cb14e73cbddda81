package io.cdmaa.mgda;

/** One generator per iteration, in turn: iteration t follows the gradient of generator t mod J. */
public record IterativeModels() implements ModelAggregation {
  @Override
  public Aggregation aggregate(int iteration, double[] losses, double[][] gram) {
    double[] weights = new double[gram.length];
    weights[iteration % gram.length] = 1;
    return Aggregation.fixed(weights, gram);
  }

  @Override
  public int visit(int iteration, int generators) {
    return iteration / generators;
  }
}
