package io.cdmaa.mgda;

import java.util.Optional;

/**
 * One domain only; the others are evaluated but not attacked. Of a generator that has no such
 * domain, the last.
 *
 * @param domain its index, from 0
 */
public record SingleDomain(int domain) implements DomainAggregation {
  /** Checks the range. */
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
