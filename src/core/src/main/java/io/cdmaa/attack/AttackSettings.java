package io.cdmaa.attack;

import io.cdmaa.CdmaaException;
import io.cdmaa.Defaults;
import io.cdmaa.Ranges;
import io.cdmaa.mgda.DomainAggregation;
import io.cdmaa.mgda.Mgda;
import io.cdmaa.mgda.ModelAggregation;
import io.cdmaa.mgda.Regularisation;
import io.cdmaa.mgda.UniformDomains;
import io.cdmaa.transform.Survival;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The settings that all attacks share. Start from {@link #defaults()} and change individual
 * settings.
 *
 * @param budget how far the photo may move
 * @param stepSize length of one step: per value for {@link Budget.LInf}, Euclidean for {@link
 *     Budget.L2}; in (0, 1e6]. Ignored by FGSM and APGD, which set their own
 * @param iterations steps per start, 1 to 1,000,000, or 0 with a warm start; FGSM always takes one
 * @param seed the random seed; the same seed gives the same bytes
 * @param startOffset the first iterate is the photo plus uniform noise of this size, in [0, 2],
 *     because loss and gradient are zero at the photo itself and the search would never move
 * @param threshold loss from which a domain counts as broken, in (0, 1e6]
 * @param earlyStop whether to stop as soon as every domain of every generator is broken
 * @param domains how the gradients of a generator's domains are aggregated into one
 * @param aggregation how the generators' gradients are aggregated into one direction
 * @param criterion which iterate is kept
 * @param schedule how the step size changes with the iterations
 * @param rounding whether all iterates lie on the photo's levels or only the result is rounded
 * @param bitDepth bit depth of the photo, 8 or 16, which determines the levels
 * @param queries how the gradients of query-only generators are estimated
 * @param projection applied to candidates before they are evaluated and delivered; any but {@link
 *     Projection#NONE} costs one more evaluation of the losses per iteration
 * @param survive the transforms of the photo under which its losses and gradients are evaluated,
 *     including the encoder of a lossy file
 * @param warmStart the universal perturbation that the first start begins with; empty to begin as
 *     the attack does by itself
 * @param shape how an L-infinity budget is distributed over the photo; applied by a {@link
 *     Protector}, which knows the photo
 */
public record AttackSettings(
    Budget budget,
    double stepSize,
    int iterations,
    long seed,
    double startOffset,
    double threshold,
    boolean earlyStop,
    DomainAggregation domains,
    ModelAggregation aggregation,
    Criterion criterion,
    Schedule schedule,
    Rounding rounding,
    int bitDepth,
    Queries queries,
    Projection projection,
    Survival survive,
    Optional<WarmStart> warmStart,
    BudgetShape shape) {
  /**
   * @throws CdmaaException if a value is out of range; it names the setting, its value and the
   *     permitted range
   */
  public AttackSettings {
    Objects.requireNonNull(budget, "budget");
    Objects.requireNonNull(domains, "domains");
    Objects.requireNonNull(aggregation, "aggregation");
    Objects.requireNonNull(criterion, "criterion");
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(rounding, "rounding");
    Objects.requireNonNull(queries, "queries");
    Objects.requireNonNull(projection, "projection");
    Objects.requireNonNull(survive, "survive");
    Objects.requireNonNull(warmStart, "warmStart");
    Objects.requireNonNull(shape, "shape");
    Ranges.above("stepSize", stepSize, 0, 1e6);
    Ranges.within("iterations", iterations, warmStart.isPresent() ? 0 : 1, 1_000_000);
    Ranges.within("startOffset", startOffset, 0, 2);
    Ranges.above("threshold", threshold, 0, 1e6);
  }

  /**
   * Returns the budget, step size, iterations, threshold and seed of {@link Defaults}, start offset
   * 0.001, and the strategies of {@link io.cdmaa.Method#CDMAA}; {@link MethodAlgorithms} applies
   * those of other methods.
   */
  public static AttackSettings defaults() {
    return new AttackSettings(
        new Budget.LInf(Defaults.STRENGTH.epsilon()),
        Defaults.STRENGTH.stepSize(),
        Defaults.STRENGTH.iterations(),
        Defaults.SEED,
        0.001,
        Defaults.THRESHOLD,
        false,
        new UniformDomains(),
        new Mgda(Regularisation.PENALTY),
        Criterion.THRESHOLD,
        Schedule.CONSTANT,
        Rounding.AT_THE_END,
        8,
        Queries.defaults(),
        Projection.NONE,
        Survival.NONE,
        Optional.empty(),
        BudgetShape.DEFAULT);
  }

  /** Returns a copy with the given budget. */
  public AttackSettings withBudget(Budget budget) {
    return changed(c -> c.budget = budget);
  }

  /** Returns a copy with an L-infinity budget of the given radius. */
  public AttackSettings withEpsilon(double epsilon) {
    return withBudget(new Budget.LInf(epsilon));
  }

  /** Returns a copy with the given step size. */
  public AttackSettings withStepSize(double stepSize) {
    return changed(c -> c.stepSize = stepSize);
  }

  /** Returns a copy with the given number of iterations. */
  public AttackSettings withIterations(int iterations) {
    return changed(c -> c.iterations = iterations);
  }

  /** Returns a copy with the given seed. */
  public AttackSettings withSeed(long seed) {
    return changed(c -> c.seed = seed);
  }

  /** Returns a copy with the given start offset. */
  public AttackSettings withStartOffset(double startOffset) {
    return changed(c -> c.startOffset = startOffset);
  }

  /**
   * Compares two iterates.
   *
   * @return below 0 if b is to be kept, otherwise a
   */
  int compare(Losses a, Losses b) {
    return criterion.compare(a, b, threshold);
  }

  /** Returns a copy with the given threshold. */
  public AttackSettings withThreshold(double threshold) {
    return changed(c -> c.threshold = threshold);
  }

  /** Returns a copy with early stopping enabled or disabled. */
  public AttackSettings withEarlyStop(boolean earlyStop) {
    return changed(c -> c.earlyStop = earlyStop);
  }

  /** Returns a copy with the given aggregation of domains. */
  public AttackSettings withDomains(DomainAggregation domains) {
    return changed(c -> c.domains = domains);
  }

  /** Returns a copy with the given aggregation of generators. */
  public AttackSettings withAggregation(ModelAggregation aggregation) {
    return changed(c -> c.aggregation = aggregation);
  }

  /** Returns a copy with the given choice among the iterates. */
  public AttackSettings withCriterion(Criterion criterion) {
    return changed(c -> c.criterion = criterion);
  }

  /** Returns a copy with the given schedule. */
  public AttackSettings withSchedule(Schedule schedule) {
    return changed(c -> c.schedule = schedule);
  }

  /** Returns a copy with the given rounding. */
  public AttackSettings withRounding(Rounding rounding) {
    return changed(c -> c.rounding = rounding);
  }

  /** Returns a copy with the given bit depth of the photo. */
  public AttackSettings withBitDepth(int bitDepth) {
    return changed(c -> c.bitDepth = bitDepth);
  }

  /** Returns a copy with the given query settings. */
  public AttackSettings withQueries(Queries queries) {
    return changed(c -> c.queries = queries);
  }

  /** Returns a copy with the given projection. */
  public AttackSettings withProjection(Projection projection) {
    return changed(c -> c.projection = projection);
  }

  /** Returns a copy whose perturbation is optimised to survive the given transforms. */
  public AttackSettings withSurvive(Survival survive) {
    return changed(c -> c.survive = survive);
  }

  /** Returns a copy that starts from a universal perturbation. */
  public AttackSettings withWarmStart(WarmStart warmStart) {
    return changed(c -> c.warmStart = Optional.of(warmStart));
  }

  /** Returns a copy whose L-infinity budget is distributed in the given way. */
  public AttackSettings withShape(BudgetShape shape) {
    return changed(c -> c.shape = shape);
  }

  private AttackSettings changed(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.settings();
  }

  /** A mutable copy of the settings while one of them is changed. */
  private static final class Copy {
    private Budget budget;
    private double stepSize;
    private int iterations;
    private long seed;
    private double startOffset;
    private double threshold;
    private boolean earlyStop;
    private DomainAggregation domains;
    private ModelAggregation aggregation;
    private Criterion criterion;
    private Schedule schedule;
    private Rounding rounding;
    private int bitDepth;
    private Queries queries;
    private Projection projection;
    private Survival survive;
    private Optional<WarmStart> warmStart;
    private BudgetShape shape;

    Copy(AttackSettings from) {
      budget = from.budget();
      stepSize = from.stepSize();
      iterations = from.iterations();
      seed = from.seed();
      startOffset = from.startOffset();
      threshold = from.threshold();
      earlyStop = from.earlyStop();
      domains = from.domains();
      aggregation = from.aggregation();
      criterion = from.criterion();
      schedule = from.schedule();
      rounding = from.rounding();
      bitDepth = from.bitDepth();
      queries = from.queries();
      projection = from.projection();
      survive = from.survive();
      warmStart = from.warmStart();
      shape = from.shape();
    }

    AttackSettings settings() {
      return new AttackSettings(
          budget,
          stepSize,
          iterations,
          seed,
          startOffset,
          threshold,
          earlyStop,
          domains,
          aggregation,
          criterion,
          schedule,
          rounding,
          bitDepth,
          queries,
          projection,
          survive,
          warmStart,
          shape);
    }
  }
}
