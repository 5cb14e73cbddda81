package io.cdmaa.mgda;

import java.util.Optional;

/**
 * One domain only; the others are evaluated but not attacked. For a generator without this domain,
 * the last one.
 *
 * @param domain its index, from 0
 */
public record SingleDomain(int domain) implements DomainAggregation {
  /**
   * @throws IllegalArgumentException if the index is negative
   */
  public SingleDomain {
    if (domain < 0) {
      throw new IllegalArgumentException("domain is " + domain + "; it must be at least 0");
    }
  }

  @Override
  public Optional<double[]> planned(int visit, int domains) {
    return Optional.of(DomainAggregation.oneHot(Math.min(domain, domains - 1), domains));
  }
}
