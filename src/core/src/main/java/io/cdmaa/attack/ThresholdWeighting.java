package io.cdmaa.attack;

import io.cdmaa.mgda.ActiveSet;
import io.cdmaa.mgda.Aggregation;
import io.cdmaa.mgda.FlooredAscent;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** The state of {@link ThresholdAware} for one photo. */
final class ThresholdWeighting implements WeightingStrategy {
  /**
   * A generator within this factor of its floor is protected, since one step may lower its loss by
   * as much.
   */
  private static final double NEAR = 1.12;

  /** An iterate at least this share of the floor counts as above it. */
  private static final double SLACK = 0.9;

  private final ThresholdAware strategy;
  private final AttackSettings settings;
  private final Objective objective;
  private final FlooredAscent ascent = new FlooredAscent(new ActiveSet());
  private double level;
  private Losses last;

  ThresholdWeighting(ThresholdAware strategy, AttackSettings settings, Objective objective) {
    this.strategy = strategy;
    this.settings = settings;
    this.objective = objective;
  }

  private boolean leads(int iteration) {
    return last == null || iteration < strategy.lead() * settings.iterations();
  }

  @Override
  public Optional<DomainWeights> plan(int iteration) {
    double[][] weights = new double[objective.generators()][];
    for (int j = 0; j < weights.length; j++) {
      weights[j] = new double[objective.domains(j)];
      Arrays.fill(weights[j], 1.0 / weights[j].length);
      if (!leads(iteration) && !isProtected(j) && objective.weighsDomains(j)) {
        for (int k = 0; k < weights[j].length; k++) {
          weights[j][k] = weight(last.of(new GradientRow(j, k)));
        }
      }
    }
    return Optional.of(new DomainWeights(weights));
  }

  private double weight(double loss) {
    return strategy.count().weight(loss, settings.threshold());
  }

  /** Returns the weight of row j in the softened count: 1 if its domains are weighted already. */
  private double share(int j) {
    if (isProtected(j)) {
      return 0;
    }
    return objective.weighsDomains(j) ? 1 : objective.domains(j) * weight(last.mean(j));
  }

  /**
   * Returns the factor of a gradient in the softened count. Some generators have small gradients
   * under all transforms but few; so that the others do not drown them in a step, which has one
   * transform, gradients count by the square root of their length there.
   */
  private double scale(double squaredLength) {
    return objective.isEstimate() && squaredLength > 0 ? Math.pow(squaredLength, -0.25) : 1;
  }

  /** Returns whether generator j was near its floor, or below, at the last iterate. */
  private boolean isProtected(int j) {
    return last.mean(j) < NEAR * floor();
  }

  private double floor() {
    return strategy.floor() * level;
  }

  @Override
  public Aggregation aggregate(int iteration, Losses losses, double[][] gram) {
    Aggregation aggregation;
    if (leads(iteration)) {
      aggregation = strategy.aggregate(iteration, losses.means(), gram);
      level = Math.max(level, losses.mean(losses.weakest()));
    } else {
      double[] shares =
          IntStream.range(0, gram.length).mapToDouble(j -> share(j) * scale(gram[j][j])).toArray();
      aggregation = ascent.aggregate(shares, gram);
    }
    last = losses;
    return aggregation;
  }

  /**
   * Above the floor first; then by the count and the softened count, or by another criterion if one
   * is set.
   */
  @Override
  public int compare(Losses a, Losses b) {
    int holds = Boolean.compare(holds(a), holds(b));
    if (holds != 0) {
      return holds;
    }
    if (settings.criterion() != Criterion.THRESHOLD) {
      return settings.compare(a, b);
    }
    int broken =
        Integer.compare(a.succeeded(settings.threshold()), b.succeeded(settings.threshold()));
    return broken != 0 ? broken : Double.compare(softCount(a), softCount(b));
  }

  private boolean holds(Losses losses) {
    return losses.mean(losses.weakest()) >= SLACK * floor();
  }

  private double softCount(Losses losses) {
    return Arrays.stream(losses.perDomain())
        .flatMapToDouble(Arrays::stream)
        .map(loss -> strategy.count().value(loss, settings.threshold()))
        .sum();
  }
}
