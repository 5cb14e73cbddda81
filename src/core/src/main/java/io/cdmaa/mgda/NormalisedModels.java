package io.cdmaa.mgda;

import java.util.Objects;

/**
 * The mean of the regularised gradients, c_j = r_j / J: normalisation without MGDA, the usual way
 * to balance losses of different scale (the baselines of Sener and Koltun 2018).
 *
 * @param regularisation normalises the gradients
 * @param held whether the factors of a start's first iterate are kept for all its iterations
 *     (static weights), or recomputed for each
 */
public record NormalisedModels(Regularisation regularisation, boolean held)
    implements ModelAggregation {
  /** Rejects null. */
  public NormalisedModels {
    Objects.requireNonNull(regularisation, "regularisation");
  }

  @Override
  public Aggregation aggregate(int iteration, double[] losses, double[][] gram) {
    return weighed(factors(losses, gram), gram);
  }

  @Override
  public ModelAggregation forRun() {
    return held ? new Held() : this;
  }

  private double[] factors(double[] losses, double[][] gram) {
    double[] norms = new double[gram.length];
    for (int j = 0; j < norms.length; j++) {
      norms[j] = Math.sqrt(gram[j][j]);
    }
    return regularisation.factors(losses, norms);
  }

  private static Aggregation weighed(double[] factors, double[][] gram) {
    double[] weights = factors.clone();
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    if (sum > 0) {
      Grams.normalise(weights);
    }
    return Aggregation.fixed(weights, gram);
  }

  /** Keeps the factors of the last iteration 0. */
  private final class Held implements ModelAggregation {
    private double[] factors = new double[0];

    @Override
    public Aggregation aggregate(int iteration, double[] losses, double[][] gram) {
      if (iteration == 0 || factors.length != gram.length) {
        factors = factors(losses, gram);
      }
      return weighed(factors, gram);
    }
  }
}
