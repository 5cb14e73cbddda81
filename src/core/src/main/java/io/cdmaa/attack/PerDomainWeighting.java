package io.cdmaa.attack;

import io.cdmaa.mgda.Aggregation;
import io.cdmaa.mgda.DomainsThenModels;
import io.cdmaa.mgda.ModelAggregation;
import java.util.List;
import java.util.Optional;

/** Aggregates domains by their own gradients, then generators. */
final class PerDomainWeighting implements WeightingStrategy {
  private final AttackSettings settings;
  private final List<GradientRow> rows;
  private final ModelAggregation aggregation;

  PerDomainWeighting(AttackSettings settings, Objective objective) {
    this.settings = settings;
    rows = objective.rows();
    aggregation =
        new DomainsThenModels(
            rows.stream().map(GradientRow::generator).toList(),
            settings.domains(),
            settings.aggregation().forRun());
  }

  @Override
  public Optional<DomainWeights> plan(int iteration) {
    return Optional.empty();
  }

  @Override
  public Aggregation aggregate(int iteration, Losses losses, double[][] gram) {
    return aggregation.aggregate(iteration, rows.stream().mapToDouble(losses::of).toArray(), gram);
  }

  @Override
  public int compare(Losses a, Losses b) {
    return settings.compare(a, b);
  }
}
