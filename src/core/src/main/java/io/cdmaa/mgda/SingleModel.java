package io.cdmaa.mgda;

/**
 * One generator's gradient only; the others are evaluated but not attacked.
 *
 * @param generator its index, from 0
 */
public record SingleModel(int generator) implements ModelAggregation {
  /**
   * @throws IllegalArgumentException if the index is negative
   */
  public SingleModel {
    if (generator < 0) {
      throw new IllegalArgumentException("generator is " + generator + "; it must be at least 0");
    }
  }

  @Override
  public Aggregation aggregate(int iteration, double[] losses, double[][] gram) {
    if (generator >= gram.length) {
      throw new IllegalArgumentException(
          "generator is " + generator + "; it must be below the group's " + gram.length);
    }
    double[] weights = new double[gram.length];
    weights[generator] = 1;
    return Aggregation.fixed(weights, gram);
  }
}
