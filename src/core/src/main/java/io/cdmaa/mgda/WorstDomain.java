package io.cdmaa.mgda;

/**
 * The domain with the lowest current loss, the first among equals: max-min ascent over the domains,
 * one subgradient at a time.
 */
public record WorstDomain() implements DomainAggregation {
  @Override
  public double[] weights(int visit, double[] losses, double[][] gram) {
    return DomainAggregation.oneHot(Grams.argMin(losses), losses.length);
  }
}
