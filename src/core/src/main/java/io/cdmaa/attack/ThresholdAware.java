package io.cdmaa.attack;

import io.cdmaa.Ranges;
import io.cdmaa.mgda.Aggregation;
import io.cdmaa.mgda.Mgda;
import io.cdmaa.mgda.ModelAggregation;
import io.cdmaa.mgda.Regularisation;

/**
 * MGDA that takes into account the loss from which a fake counts as broken. The penalty brings all
 * generators to one level; if that level lies below the threshold, no fake is broken. This strategy
 * starts with the penalty to learn the level, and then concentrates on domains that can still be
 * lifted above the threshold, without letting any generator fall far below that level.
 *
 * <ol>
 *   <li>For the first {@code lead} share of the iterations: MGDA with the penalty (Qiu, Du and Lu
 *       2022). The level is the highest mean loss that the weakest generator has reached.
 *   <li>From then on: the {@link GuardedStep guarded step} of the {@link SoftCount softened success
 *       count} over all domains. Each generator that is not well above the floor ({@code floor}
 *       times the level) is guarded there, and each whose domains are all broken with a margin is
 *       left out of the count and guarded at that margin. So a generator that cannot be broken
 *       keeps its floor and no longer holds the others back, and nothing is spent on what is safely
 *       broken. One with a single domain is lifted to that margin, as its one weight in the count
 *       would not do, unless its loss hardly grows. The power of the count rises linearly to {@code
 *       sharpest}: at first every domain that can be lifted counts, and in the end those that are
 *       nearly broken, because a budget that is spread over generators breaks none of them.
 * </ol>
 *
 * <p>The level of a search with fewer than 50 iterations is scaled to what 50 would have learnt.
 * From a start beside the photo each loss is climbed on its higher {@linkplain Sides side}.
 *
 * <p>Not every step can be guarded, and then the power stays the same: in a search over transforms
 * of the photo the losses of one step are those under one of them, too different from step to step,
 * and a budget of coarse chroma without a norm has no {@link StepGains}. There MGDA's convex hull
 * is formed by the gradient of the count and by the individual gradients of the generators near the
 * floor, all normalised to length 1 ({@link io.cdmaa.mgda.FlooredAscent}). Over transforms each
 * generator's part of the count then counts by the cube root of its length: found by measurement,
 * see benchmarks/README.md.
 *
 * <p>It costs one backward pass per generator and iteration, as with the penalty: the domains'
 * weights are those of the previous iterate. Among all iterates, those above the floor are
 * preferred; then the number of broken domains decides, then the softened count (or another {@link
 * Criterion}, if one is set).
 *
 * @param lead share of the iterations that learn the level, in [0, 1]; 1 is the penalty alone
 * @param floor share of the level below which no generator should fall, in [0, 1]
 * @param count the value of a domain's success; its power is that of the first step after the lead
 * @param sharpest the power of the count at the end of the search, from that of {@code count} to 16
 */
public record ThresholdAware(double lead, double floor, SoftCount count, double sharpest)
    implements ModelAggregation {
  private static final Mgda PENALTY = new Mgda(Regularisation.PENALTY);

  /**
   * @throws io.cdmaa.CdmaaException if a value is out of range
   */
  public ThresholdAware {
    Ranges.within("lead", lead, 0, 1);
    Ranges.within("floor", floor, 0, 1);
    Ranges.within("sharpest", sharpest, count.power(), SoftCount.SHARPEST);
  }

  /** Keeps the power of the count. */
  public ThresholdAware(double lead, double floor, SoftCount count) {
    this(lead, floor, count, count.power());
  }

  /** Uses the values that the ablation in benchmarks/README.md found best. */
  public ThresholdAware() {
    this(0.3, 0.82, new SoftCount(), 6);
  }

  /**
   * Returns the count of a step.
   *
   * @param progress share of the iterations that are over, in [0, 1]
   */
  SoftCount count(double progress) {
    double after = progress > lead ? Math.min(1, (progress - lead) / (1 - lead)) : 0;
    return new SoftCount(count.power() + after * (sharpest - count.power()), count.margin());
  }

  /** Returns the penalty's aggregation, which the first iterations use. */
  @Override
  public Aggregation aggregate(int iteration, double[] losses, double[][] gram) {
    return PENALTY.aggregate(iteration, losses, gram);
  }
}
