package io.cdmaa.attack;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.mgda.Aggregation;
import java.util.Optional;

/** How one run combines domains and generators; may remember what it has seen of the run. */
interface WeightingStrategy {
  /** The weighting that the settings ask for. */
  static WeightingStrategy of(AttackSettings settings, Objective objective) {
    boolean perDomain =
        objective.rows().stream().anyMatch(row -> row.domain() != GradientRow.ALL_DOMAINS);
    if (settings.domains().needsGradients() && !perDomain) {
      throw new CdmaaException(
          ErrorReason.WEIGHTS_UNSUPPORTED,
          "Combining domains by "
              + settings.domains()
              + " needs the gradient of every domain, which this objective does not tell; choose"
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
   * The domains' weights for an iterate that has not been looked at yet; nothing if the gradient of
   * every domain is wanted.
   *
   * @param iteration counts from 0 within a restart
   */
  Optional<DomainWeights> plan(int iteration);

  /**
   * The direction for an iterate.
   *
   * @param losses there
   * @param gram of the gradients with the planned weights
   */
  Aggregation aggregate(int iteration, Losses losses, double[][] gram);

  /**
   * Which of two iterates is kept.
   *
   * @return below 0 if b, else a
   */
  int compare(Losses a, Losses b);
}
