package io.cdmaa.attack;

import io.cdmaa.mgda.DomainAggregation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What each domain of each generator counts in that generator's gradient.
 *
 * @param perDomain [j][k], finite, one row per generator; copied
 */
@SuppressWarnings("ArrayRecordComponent") // numbers, copied in and out
public record DomainWeights(double[][] perDomain) {
  /** Copies and checks that the numbers are finite. */
  public DomainWeights {
    perDomain = Arrays.stream(perDomain).map(double[]::clone).toArray(double[][]::new);
    for (double[] row : perDomain) {
      for (double weight : row) {
        if (!Double.isFinite(weight)) {
          throw new IllegalArgumentException("a domain weight is " + weight);
        }
      }
    }
  }

  /**
   * What a strategy plans for one iteration.
   *
   * @param domains a strategy that needs no gradients
   * @param visit counts from 0
   * @param objective whose generators it is for
   */
  static DomainWeights planned(DomainAggregation domains, int visit, Objective objective) {
    List<double[]> rows = new ArrayList<>();
    for (int j = 0; j < objective.generators(); j++) {
      rows.add(domains.planned(visit, objective.domains(j)).orElseThrow());
    }
    return new DomainWeights(rows.toArray(double[][]::new));
  }

  /** The values (a copy). */
  @Override
  public double[][] perDomain() {
    return Arrays.stream(perDomain).map(double[]::clone).toArray(double[][]::new);
  }

  /** The weights of one generator's domains (a copy). */
  public double[] of(int generator) {
    return perDomain[generator].clone();
  }

  /** Whether every generator's domains count 1 / K each. */
  public boolean areUniform() {
    return Arrays.stream(perDomain)
        .allMatch(row -> Arrays.stream(row).allMatch(weight -> weight == 1.0 / row.length));
  }

  @Override
  public String toString() {
    return "DomainWeights" + Arrays.deepToString(perDomain);
  }
}
