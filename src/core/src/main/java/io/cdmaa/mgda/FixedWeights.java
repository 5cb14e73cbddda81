package io.cdmaa.mgda;

import java.util.List;

/**
 * Weights that the user chose, normalised to sum to 1.
 *
 * @param given one finite, non-negative weight per generator, not all 0
 */
public record FixedWeights(List<Double> given) implements ModelAggregation {
  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if a weight is out of range
   */
  public FixedWeights {
    given = List.copyOf(given);
    double sum = 0;
    for (double weight : given) {
      if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "weight " + weight + " is not allowed; weights must be finite and at least 0");
      }
      sum += weight;
    }
    if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "weights " + given + " sum to " + sum + "; the sum must be finite and above 0");
    }
  }

  @Override
  public Aggregation aggregate(int iteration, double[] losses, double[][] gram) {
    if (given.size() != gram.length) {
      throw new IllegalArgumentException(
          given.size() + " weights for a group of " + gram.length + "; give one per generator");
    }
    double[] weights = given.stream().mapToDouble(Double::doubleValue).toArray();
    Grams.normalise(weights);
    return Aggregation.fixed(weights, gram);
  }
}
