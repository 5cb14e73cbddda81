package io.cdmaa.mgda;

import java.util.Optional;

/**
 * One domain per iteration, in turn (the iterative class transferable attack of Ruiz, Bargal and
 * Sclaroff, "Disrupting Deepfakes", ECCV workshops 2020, section 3.3).
 */
public record IterativeDomains() implements DomainAggregation {
  @Override
  public Optional<double[]> planned(int visit, int domains) {
    return Optional.of(DomainAggregation.oneHot(visit % domains, domains));
  }
}
