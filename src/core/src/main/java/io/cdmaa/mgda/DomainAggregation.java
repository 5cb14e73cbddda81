package io.cdmaa.mgda;

import java.util.Optional;

/**
 * How the gradients of one generator's K domains are aggregated into one gradient sum_k v_k g_k
 * (Qiu, Du and Lu 2022, section 3.2). Stateless: one instance can serve concurrent attacks.
 *
 * <p>A strategy that knows its weights in advance costs one backward pass per generator, since the
 * losses are weighted before they are differentiated; one that depends on losses or gradients needs
 * the gradient of every domain.
 */
public interface DomainAggregation {
  /**
   * Returns the weights, if they depend on neither losses nor gradients: always, or never.
   *
   * @param visit how many turns this generator has had before, from 0
   * @param domains K, at least 1
   * @return K weights of at least 0 that sum to 1
   */
  default Optional<double[]> planned(int visit, int domains) {
    return Optional.empty();
  }

  /** Returns whether one gradient per domain has to be computed before the weights are known. */
  default boolean needsGradients() {
    return planned(0, 1).isEmpty();
  }

  /**
   * Returns the weights, given losses and gradients.
   *
   * @param visit how many turns this generator has had before, from 0
   * @param losses L_k, K values of at least 0
   * @param gram K x K, g_i . g_k
   * @return K weights of at least 0 that sum to 1
   */
  default double[] weights(int visit, double[] losses, double[][] gram) {
    return planned(visit, losses.length).orElseThrow();
  }

  /** Returns weight 1 for one domain and 0 for all others. */
  static double[] oneHot(int domain, int domains) {
    double[] weights = new double[domains];
    weights[domain] = 1;
    return weights;
  }
}
