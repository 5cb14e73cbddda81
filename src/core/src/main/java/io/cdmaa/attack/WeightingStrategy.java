package io.cdmaa.attack;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.mgda.Aggregation;
import java.util.Optional;

/** How one run aggregates domains and generators; may keep state over the run. */
interface WeightingStrategy {
  /** Returns the weighting that the settings select. */
  static WeightingStrategy of(AttackSettings settings, Objective objective) {
    boolean perDomain =
        objective.rows().stream().anyMatch(row -> row.domain() != GradientRow.ALL_DOMAINS);
    if (settings.domains().needsGradients() && !perDomain) {
      throw new CdmaaException(
          ErrorReason.WEIGHTS_UNSUPPORTED,
          "Combining domains by "
              + settings.domains()
              + " needs the gradient of every domain, which this objective does not provide; choose"
              + " uniform, single or iterative domains");
    }
    if (settings.aggregation() instanceof ThresholdAware aware) {
      return new ThresholdWeighting(aware, settings, objective);
    }
    return perDomain
        ? new PerDomainWeighting(settings, objective)
        : new PlannedWeighting(settings, objective);
  }

  /**
   * Returns the domains' weights for an iterate that has not been evaluated yet; empty if the
   * gradient of every domain is needed.
   *
   * @param iteration counts from 0 within a restart
   */
  Optional<DomainWeights> plan(int iteration);

  /**
   * Returns the direction for an iterate.
   *
   * @param losses the losses there
   * @param gram Gram matrix of the gradients with the planned weights
   */
  Aggregation aggregate(int iteration, Losses losses, double[][] gram);

  /**
   * Returns the least first-order gain of each row's loss that the step from an iterate may have,
   * negative infinity where there is none; an empty array if no row has one.
   *
   * @param iteration counts from 0 within a restart
   * @param losses the losses there, after {@link #aggregate}
   */
  default double[] leastGains(int iteration, Losses losses) {
    return new double[0];
  }

  /** Returns whether the search chooses the {@linkplain Sides side} of each loss. */
  default boolean comparesSides() {
    return false;
  }

  /**
   * Compares two iterates.
   *
   * @return below 0 if b is to be kept, otherwise a
   */
  int compare(Losses a, Losses b);
}
