package io.cdmaa.mgda;

/**
 * How J gradients are aggregated into one direction sum_j c_j g_j. Stateless: one instance can
 * serve concurrent attacks.
 */
public interface ModelAggregation {
  /**
   * Returns the coefficients of one iteration.
   *
   * @param iteration counts from 0
   * @param losses L_j, J values of at least 0
   * @param gram J x J, g_i . g_j
   */
  Aggregation aggregate(int iteration, double[] losses, double[][] gram);

  /**
   * Returns the instance that one run of an attack uses: this, unless the strategy keeps state
   * between iterations.
   */
  default ModelAggregation forRun() {
    return this;
  }

  /**
   * Returns how many turns a generator has had before an iteration, the count that a {@link
   * DomainAggregation} uses: if generators take turns, each generator's domains take turns over its
   * own visits.
   *
   * @param iteration counts from 0
   * @param generators J
   */
  default int visit(int iteration, int generators) {
    return iteration;
  }
}
