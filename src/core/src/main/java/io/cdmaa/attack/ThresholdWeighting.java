package io.cdmaa.attack;

import io.cdmaa.mgda.ActiveSet;
import io.cdmaa.mgda.Aggregation;
import io.cdmaa.mgda.FixedWeights;
import io.cdmaa.mgda.FlooredAscent;
import io.cdmaa.mgda.UniformModels;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** The state of {@link ThresholdAware} for one photo. */
final class ThresholdWeighting implements WeightingStrategy {
  /** A generator within this factor of its floor is protected, under transforms. */
  private static final double NEAR = 1.12;

  /** The same where the step is guarded: a long step may lower a loss by as much. */
  private static final double NEAR_IF_GUARDED = 1.5;

  /**
   * A domain with this multiple of the threshold is safely broken: of 6.375 levels a file holds 6,
   * which leaves 0.886 of its loss.
   */
  private static final double SAFE = 1.5;

  /** In the first iterations the level grows by about this power of their number. */
  private static final double GROWTH = 0.38;

  /** Iterations for which the floor was chosen; the level of shorter searches is scaled to them. */
  private static final int REFERENCE = 50;

  /** Largest such factor: that of 15 iterations. */
  private static final double MOST_GROWTH = 1.6;

  /** From a universal perturbation a few iterations learn nearly the level of many. */
  private static final double MOST_GROWTH_IF_WARM = 1.15;

  /** An iterate at least this share of the floor counts as above it. */
  private static final double SLACK = 0.9;

  private final ThresholdAware strategy;
  private final AttackSettings settings;
  private final Objective objective;
  private final FlooredAscent ascent = new FlooredAscent(new ActiveSet());
  private final double growth;
  private boolean[] uniform = new boolean[0];
  private double level;
  private Losses last;

  ThresholdWeighting(ThresholdAware strategy, AttackSettings settings, Objective objective) {
    this.strategy = strategy;
    this.settings = settings;
    this.objective = objective;
    double most = settings.warmStart().isPresent() ? MOST_GROWTH_IF_WARM : MOST_GROWTH;
    growth =
        Math.max(1, Math.min(most, Math.pow((double) REFERENCE / settings.iterations(), GROWTH)));
  }

  private boolean leads(int iteration) {
    return last == null || iteration < strategy.lead() * settings.iterations();
  }

  @Override
  public Optional<DomainWeights> plan(int iteration) {
    double[][] weights = new double[objective.generators()][];
    uniform = new boolean[weights.length];
    for (int j = 0; j < weights.length; j++) {
      weights[j] = new double[objective.domains(j)];
      Arrays.fill(weights[j], 1.0 / weights[j].length);
      uniform[j] =
          leads(iteration)
              || isProtected(j)
              || (guards() && isSafe(j, last))
              || !objective.weighsDomains(j);
      if (!uniform[j]) {
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

  /**
   * Returns whether steps are guarded: not where losses are estimates, which are too different from
   * each other, and only in an L-infinity budget, which bounds each value by itself.
   */
  private boolean guards() {
    return !objective.isEstimate() && settings.budget() instanceof Budget.LInf;
  }

  /** Returns whether all domains of generator j are safely broken. */
  private boolean isSafe(int j, Losses losses) {
    return least(j, losses) >= SAFE * settings.threshold();
  }

  private static double least(int j, Losses losses) {
    return Arrays.stream(losses.perDomain()[j]).min().orElseThrow();
  }

  /**
   * Returns the weight of row j in the softened count, the sum over its domains: 1 if the gradient
   * has their weights already, and 0 if it only has to keep its loss.
   */
  private double share(int j, Losses losses) {
    if (guards() ? isSafe(j, losses) : isProtected(j)) {
      return 0;
    }
    return uniform[j] ? objective.domains(j) * weight(losses.mean(j)) : 1;
  }

  /**
   * Returns the factor of a gradient in the softened count. Some generators have small gradients
   * under all transforms but few; so that the others do not drown them in a step, which has one
   * transform, gradients count by the cube root of their length there.
   */
  private double scale(double squaredLength) {
    return objective.isEstimate() && squaredLength > 0 ? Math.pow(squaredLength, -1.0 / 3) : 1;
  }

  /** Returns whether generator j was near its floor, or below, at the last iterate. */
  private boolean isProtected(int j) {
    return last.mean(j) < (guards() ? NEAR_IF_GUARDED : NEAR) * floor();
  }

  private double floor() {
    return strategy.floor() * (guards() ? growth : 1) * level;
  }

  @Override
  public Aggregation aggregate(int iteration, Losses losses, double[][] gram) {
    Aggregation aggregation;
    if (leads(iteration)) {
      aggregation = strategy.aggregate(iteration, losses.means(), gram);
      level = Math.max(level, losses.mean(losses.weakest()));
    } else {
      Losses known = guards() ? losses : last;
      double[] shares =
          IntStream.range(0, gram.length)
              .mapToDouble(j -> share(j, known) * scale(gram[j][j]))
              .toArray();
      aggregation = guards() ? sum(shares, gram) : ascent.aggregate(shares, gram);
    }
    last = losses;
    return aggregation;
  }

  /** The weighted sum of the gradients, or their mean if none has a weight. */
  private static Aggregation sum(double[] shares, double[][] gram) {
    boolean any = Arrays.stream(shares).anyMatch(share -> share > 0);
    return any
        ? new FixedWeights(Arrays.stream(shares).boxed().toList()).aggregate(0, shares, gram)
        : new UniformModels().aggregate(0, shares, gram);
  }

  @Override
  public boolean comparesSides() {
    return true;
  }

  /**
   * Protected generators keep their floor; those that are safely broken stay so.
   *
   * <p>A generator whose domains are weighted has no row of its mean loss and needs no guard.
   */
  @Override
  public double[] leastGains(int iteration, Losses losses) {
    if (!guards() || leads(iteration)) {
      return new double[0];
    }
    double[] least = new double[uniform.length];
    for (int j = 0; j < least.length; j++) {
      double mean = losses.mean(j);
      double kept = isSafe(j, losses) ? mean * SAFE * settings.threshold() / least(j, losses) : 0;
      double goal = Math.max(kept, floor());
      least[j] = uniform[j] ? goal - mean : Double.NEGATIVE_INFINITY;
    }
    return least;
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
