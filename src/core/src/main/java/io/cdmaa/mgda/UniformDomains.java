package io.cdmaa.mgda;

import java.util.Arrays;
import java.util.Optional;

/** The mean over the domains, v_k = 1 / K: the choice of CDMAA. */
public record UniformDomains() implements DomainAggregation {
  @Override
  public Optional<double[]> planned(int visit, int domains) {
    double[] weights = new double[domains];
    Arrays.fill(weights, 1.0 / domains);
    return Optional.of(weights);
  }
}
