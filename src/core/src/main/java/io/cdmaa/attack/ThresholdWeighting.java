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
  private final Lift[] lifts;
  private boolean[] uniform = new boolean[0];
  private double level;
  private Losses last;

  ThresholdWeighting(ThresholdAware strategy, AttackSettings settings, Objective objective) {
    this.strategy = strategy;
    this.settings = settings;
    this.objective = objective;
    lifts = new Lift[objective.generators()];
    Arrays.setAll(lifts, j -> new Lift(settings.threshold()));
    double most = settings.warmStart().isPresent() ? MOST_GROWTH_IF_WARM : MOST_GROWTH;
    growth =
        Math.max(1, Math.min(most, Math.pow((double) REFERENCE / settings.iterations(), GROWTH)));
  }

  private boolean leads(int iteration) {
    return last == null || iteration < strategy.lead() * settings.iterations();
  }

  @Override
  public Optional<DomainWeights> plan(int iteration) {
    SoftCount count = count(iteration);
    double[][] weights = new double[objective.generators()][];
    uniform = new boolean[weights.length];
    for (int j = 0; j < weights.length; j++) {
      weights[j] = new double[objective.domains(j)];
      Arrays.fill(weights[j], 1.0 / weights[j].length);
      uniform[j] =
          leads(iteration)
              || isProtected(j)
              || (guards() && (isSafe(j, last) || isLiftable(j, last)))
              || !objective.weighsDomains(j);
      if (!uniform[j]) {
        for (int k = 0; k < weights[j].length; k++) {
          weights[j][k] = count.weight(last.of(new GradientRow(j, k)), settings.threshold());
        }
      }
    }
    return Optional.of(new DomainWeights(weights));
  }

  /** Returns the count whose gradient an iteration climbs. */
  private SoftCount count(int iteration) {
    return guards() ? strategy.count((double) iteration / settings.iterations()) : strategy.count();
  }

  /**
   * Returns whether steps are guarded: not where losses are estimates, which are too different from
   * each other, and not in a budget without {@link StepGains}.
   */
  private boolean guards() {
    return !objective.isEstimate() && StepGains.exist(settings.budget());
  }

  /** Returns whether all domains of generator j are safely broken. */
  private boolean isSafe(int j, Losses losses) {
    return least(j, losses) >= SAFE * settings.threshold();
  }

  /**
   * Returns whether generator j has one domain, which steps are to lift. It has one weight in the
   * count, which is lost among those of a generator with many domains, however little it would take
   * from them: its loss would stay far below the threshold.
   */
  private boolean isLiftable(int j, Losses losses) {
    return objective.domains(j) == 1 && lifts[j].isWorthIt(losses.mean(j));
  }

  private static double least(int j, Losses losses) {
    return Arrays.stream(losses.perDomain()[j]).min().orElseThrow();
  }

  /**
   * Returns the weight of row j in the softened count, the sum over its domains: 1 if the gradient
   * has their weights already, and 0 if it only has to keep its loss.
   */
  private double share(int j, Losses losses, SoftCount count) {
    if (guards() ? isSafe(j, losses) : isProtected(j)) {
      return 0;
    }
    return uniform[j]
        ? objective.domains(j) * count.weight(losses.mean(j), settings.threshold())
        : 1;
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
      SoftCount count = count(iteration);
      double[] shares =
          IntStream.range(0, gram.length)
              .mapToDouble(j -> share(j, known, count) * scale(gram[j][j]))
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
   * Protected generators keep their floor; those that are safely broken stay so, and those with one
   * domain are lifted until they are.
   *
   * <p>A generator whose domains are weighted has no row of its mean loss and needs no guard.
   */
  @Override
  public double[] leastGains(int iteration, Losses losses) {
    if (!guards() || leads(iteration)) {
      Arrays.setAll(lifts, j -> new Lift(settings.threshold())); // of a restart, which may succeed
      return new double[0];
    }
    double[] least = new double[uniform.length];
    for (int j = 0; j < least.length; j++) {
      lifts[j].observe(losses.mean(j));
      least[j] =
          uniform[j]
              ? Math.max(kept(j, losses), floor()) - losses.mean(j)
              : Double.NEGATIVE_INFINITY;
    }
    return least;
  }

  /**
   * Returns what the mean loss of generator j may not be below after a step, but for its floor.
   * None is lifted while another one is clearly below its floor.
   */
  private double kept(int j, Losses losses) {
    double safe = SAFE * settings.threshold() * losses.mean(j) / least(j, losses);
    if (isSafe(j, losses)) {
      return safe;
    }
    boolean climbs = isLiftable(j, losses) && holds(losses);
    return climbs ? Math.min(safe, lifts[j].next(losses.mean(j))) : 0;
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
