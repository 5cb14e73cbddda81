package io.cdmaa.attack;

import io.cdmaa.mgda.DomainAggregation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The weight of each domain of each generator in that generator's gradient.
 *
 * @param perDomain [j][k], finite, one row per generator; copied
 */
@SuppressWarnings("ArrayRecordComponent") // numbers, copied in and out
public record DomainWeights(double[][] perDomain) {
  /**
   * Copies the weights.
   *
   * @throws IllegalArgumentException if a weight is not finite
   */
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
   * Returns the weights that a strategy plans for one iteration.
   *
   * @param domains a strategy that needs no gradients
   * @param visit counts from 0
   * @param objective the objective whose generators they are for
   */
  static DomainWeights planned(DomainAggregation domains, int visit, Objective objective) {
    List<double[]> rows = new ArrayList<>();
    for (int j = 0; j < objective.generators(); j++) {
      rows.add(domains.planned(visit, objective.domains(j)).orElseThrow());
    }
    return new DomainWeights(rows.toArray(double[][]::new));
  }

  /** Returns a copy of the weights. */
  @Override
  public double[][] perDomain() {
    return Arrays.stream(perDomain).map(double[]::clone).toArray(double[][]::new);
  }

  /** Returns a copy of the weights of one generator's domains. */
  public double[] of(int generator) {
    return perDomain[generator].clone();
  }

  /** Returns whether every generator's domains have weight 1 / K. */
  public boolean areUniform() {
    return Arrays.stream(perDomain)
        .allMatch(row -> Arrays.stream(row).allMatch(weight -> weight == 1.0 / row.length));
  }

  @Override
  public String toString() {
    return "DomainWeights" + Arrays.deepToString(perDomain);
  }
}
