package io.cdmaa.attack;

import io.cdmaa.Ranges;
import io.cdmaa.mgda.Aggregation;
import io.cdmaa.mgda.Mgda;
import io.cdmaa.mgda.ModelAggregation;
import io.cdmaa.mgda.Regularisation;

/**
 * MGDA that knows from which loss on a fake counts as broken. The penalty brings all generators to
 * one level; where that level lies below the threshold it breaks nothing. This strategy starts with
 * the penalty to learn the level, and then spends its steps where a domain can still be brought
 * over the threshold, without letting any generator fall far below that level.
 *
 * <ol>
 *   <li>For the first {@code lead} share of the iterations: MGDA with the penalty (Qiu, Du and Lu
 *       2022). The level is the highest mean loss that the weakest generator had.
 *   <li>From then on: the hull of MGDA is formed by the gradient of the {@link SoftCount softened
 *       success count} over the domains of all generators that are well above the floor ({@code
 *       floor} times the level), and, one by one, by the gradients of the generators that are near
 *       or below it, all of length 1. By MGDA's theorem the step then raises the count and every
 *       loss that needs protection, to first order. A generator beyond reach keeps its floor and no
 *       longer holds the others back; a domain that is over the threshold hardly counts any more.
 * </ol>
 *
 * <p>One backward pass per generator and iteration, as with the penalty: the domains' weights are
 * those of the iterate before. Of all iterates those above the floor come before those that are
 * not; then the number of broken domains decides, then the softened count (or another {@link
 * Criterion} than the standard one).
 *
 * @param lead share of the iterations that learn the level, in [0, 1]; 1 is the penalty alone
 * @param floor share of the level below which no generator should fall, in [0, 1]
 * @param count what a domain's success is worth
 */
public record ThresholdAware(double lead, double floor, SoftCount count)
    implements ModelAggregation {
  private static final Mgda PENALTY = new Mgda(Regularisation.PENALTY);

  /** Checks the ranges. */
  public ThresholdAware {
    Ranges.within("lead", lead, 0, 1);
    Ranges.within("floor", floor, 0, 1);
  }

  /** With what the ablation in benchmarks/README.md found best. */
  public ThresholdAware() {
    this(0.3, 0.82, new SoftCount());
  }

  /** The penalty's aggregation, which is that of the first iterations. */
  @Override
  public Aggregation aggregate(int iteration, double[] losses, double[][] gram) {
    return PENALTY.aggregate(iteration, losses, gram);
  }
}
