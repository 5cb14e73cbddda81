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
import java.util.function.Consumer;

/**
 * What all attacks have in common. Start from {@link #defaults()} and change what differs.
 *
 * @param budget how far the photo may move
 * @param stepSize length of one step: per value for {@link Budget.LInf}, Euclidean for {@link
 *     Budget.L2}; in (0, 1e6]. Ignored by FGSM and APGD, which set their own
 * @param iterations steps per start, 1 to 1,000,000; FGSM takes one whatever this says
 * @param seed of all that is random; the same seed gives the same bytes
 * @param startOffset the first iterate is the photo plus uniform noise of this size, in [0, 2], as
 *     at the photo itself loss and gradient are zero and nothing would ever move
 * @param threshold loss from which on a domain counts as broken, in (0, 1e6]
 * @param earlyStop whether to stop once every domain of every generator is broken
 * @param domains how the gradients of a generator's domains become one
 * @param aggregation how the generators' gradients become one direction
 * @param criterion which iterate is kept
 * @param schedule how the step's length changes with the iterations
 * @param rounding whether iterates lie on the photo's levels all the time or are rounded at the end
 * @param bitDepth of the photo, 8 or 16: which levels these are
 * @param queries how generators that can only be queried join in
 * @param projection applied to candidates before they are evaluated and delivered; any but {@link
 *     Projection#NONE} costs one more evaluation of the losses per iteration
 * @param survive through which transforms of the photo its losses and gradients are taken
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
    Survival survive) {
  /**
   * Checks the ranges.
   *
   * @throws CdmaaException if one is violated; it names the option, its value and what is allowed
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
    Ranges.above("stepSize", stepSize, 0, 1e6);
    Ranges.within("iterations", iterations, 1, 1_000_000);
    Ranges.within("startOffset", startOffset, 0, 2);
    Ranges.above("threshold", threshold, 0, 1e6);
  }

  /**
   * The budget, step size, iterations, threshold and seed of {@link Defaults}, start offset 0.001,
   * and the strategies of {@link io.cdmaa.Method#CDMAA}; {@link MethodAlgorithms} puts others in.
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
        Survival.NONE);
  }

  /** These settings with another budget. */
  public AttackSettings withBudget(Budget budget) {
    return changed(c -> c.budget = budget);
  }

  /** These settings with an L-infinity budget of this radius. */
  public AttackSettings withEpsilon(double epsilon) {
    return withBudget(new Budget.LInf(epsilon));
  }

  /** These settings with another step size. */
  public AttackSettings withStepSize(double stepSize) {
    return changed(c -> c.stepSize = stepSize);
  }

  /** These settings with another number of iterations. */
  public AttackSettings withIterations(int iterations) {
    return changed(c -> c.iterations = iterations);
  }

  /** These settings with another seed. */
  public AttackSettings withSeed(long seed) {
    return changed(c -> c.seed = seed);
  }

  /** These settings with another start offset. */
  public AttackSettings withStartOffset(double startOffset) {
    return changed(c -> c.startOffset = startOffset);
  }

  /**
   * Which of two iterates is kept.
   *
   * @return below 0 if b, else a
   */
  int compare(Losses a, Losses b) {
    return criterion.compare(a, b, threshold);
  }

  /** These settings with another threshold. */
  public AttackSettings withThreshold(double threshold) {
    return changed(c -> c.threshold = threshold);
  }

  /** These settings with early stopping on or off. */
  public AttackSettings withEarlyStop(boolean earlyStop) {
    return changed(c -> c.earlyStop = earlyStop);
  }

  /** These settings with another combination of domains. */
  public AttackSettings withDomains(DomainAggregation domains) {
    return changed(c -> c.domains = domains);
  }

  /** These settings with another aggregation. */
  public AttackSettings withAggregation(ModelAggregation aggregation) {
    return changed(c -> c.aggregation = aggregation);
  }

  /** These settings with another choice among the iterates. */
  public AttackSettings withCriterion(Criterion criterion) {
    return changed(c -> c.criterion = criterion);
  }

  /** These settings with another schedule of the step's length. */
  public AttackSettings withSchedule(Schedule schedule) {
    return changed(c -> c.schedule = schedule);
  }

  /** These settings with iterates rounded at another time. */
  public AttackSettings withRounding(Rounding rounding) {
    return changed(c -> c.rounding = rounding);
  }

  /** These settings for a photo of another bit depth. */
  public AttackSettings withBitDepth(int bitDepth) {
    return changed(c -> c.bitDepth = bitDepth);
  }

  /** These settings with another way to query. */
  public AttackSettings withQueries(Queries queries) {
    return changed(c -> c.queries = queries);
  }

  /** These settings with another projection. */
  public AttackSettings withProjection(Projection projection) {
    return changed(c -> c.projection = projection);
  }

  /** These settings for a photo that something happens to afterwards. */
  public AttackSettings withSurvive(Survival survive) {
    return changed(c -> c.survive = survive);
  }

  private AttackSettings changed(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.settings();
  }

  /** These settings while one of them changes. */
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
          survive);
    }
  }
}
