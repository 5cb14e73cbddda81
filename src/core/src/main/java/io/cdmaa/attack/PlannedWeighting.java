package io.cdmaa.attack;

import io.cdmaa.mgda.Aggregation;
import io.cdmaa.mgda.ModelAggregation;
import java.util.Optional;

/** Weights domains as their strategy plans, then aggregates generators by theirs. */
final class PlannedWeighting implements WeightingStrategy {
  private final AttackSettings settings;
  private final Objective objective;
  private final ModelAggregation models;

  PlannedWeighting(AttackSettings settings, Objective objective) {
    this.settings = settings;
    this.objective = objective;
    this.models = settings.aggregation().forRun();
  }

  @Override
  public Optional<DomainWeights> plan(int iteration) {
    return Optional.of(weights(iteration));
  }

  @Override
  public Aggregation aggregate(int iteration, Losses losses, double[][] gram) {
    return models.aggregate(iteration, losses.weighted(weights(iteration)), gram);
  }

  private DomainWeights weights(int iteration) {
    int visit = settings.aggregation().visit(iteration, objective.generators());
    return DomainWeights.planned(settings.domains(), visit, objective);
  }

  @Override
  public int compare(Losses a, Losses b) {
    return settings.compare(a, b);
  }
}
