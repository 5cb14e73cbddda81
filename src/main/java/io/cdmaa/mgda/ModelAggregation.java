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
}
