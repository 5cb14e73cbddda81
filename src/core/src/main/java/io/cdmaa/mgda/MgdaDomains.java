package io.cdmaa.mgda;

import java.util.Arrays;
import java.util.Objects;

/**
 * MGDA over the domains of a generator: its coefficients, normalised to sum to 1. The mean if no
 * domain reacts to the photo.
 *
 * @param mgda regularisation and solver
 */
public record MgdaDomains(Mgda mgda) implements DomainAggregation {
  /** Rejects null. */
  public MgdaDomains {
    Objects.requireNonNull(mgda, "mgda");
  }

  @Override
  public double[] weights(int visit, double[] losses, double[][] gram) {
    double[] weights = mgda.aggregate(visit, losses, gram).coefficients();
    if (Arrays.stream(weights).sum() == 0) {
      Arrays.fill(weights, 1);
    }
    Grams.normalise(weights);
    return weights;
  }
}
