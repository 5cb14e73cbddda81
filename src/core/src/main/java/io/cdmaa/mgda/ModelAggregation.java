package io.cdmaa.mgda;

/**
 * How J gradients become one direction sum_j c_j g_j. Stateless: one instance serves any number of
 * attacks at once.
 */
public interface ModelAggregation {
  /**
   * The coefficients of one iteration.
   *
   * @param iteration counts from 0
   * @param losses L_j, J values of at least 0
   * @param gram J x J, g_i . g_j
   */
  Aggregation aggregate(int iteration, double[] losses, double[][] gram);

  /**
   * What one run of an attack is to ask: this, unless the strategy remembers something from one
   * iteration to the next.
   */
  default ModelAggregation forRun() {
    return this;
  }

  /**
   * How often a generator's turn has come before an iteration, which is what a {@link
   * DomainAggregation} counts by: where generators take turns, each generator's domains take turns
   * in its own visits.
   *
   * @param iteration counts from 0
   * @param generators J
   */
  default int visit(int iteration, int generators) {
    return iteration;
  }
}
