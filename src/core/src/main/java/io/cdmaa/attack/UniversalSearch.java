package io.cdmaa.attack;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.Ranges;
import io.cdmaa.mgda.Aggregation;
import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.tensor.FloatTensor;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * The search for one perturbation that breaks the fakes of many photos at once. Each step takes the
 * mean gradients over a mini-batch of photos, aggregates them over domains and generators like the
 * search on one photo, and moves the perturbation along the accumulated direction: MI-FGSM (Dong et
 * al. 2018) on the expected loss, with the step size falling to zero along half a cosine.
 *
 * <p>The state between two steps is the perturbation and the momentum; with it a search continues
 * as if it had never been interrupted. Not thread-safe.
 */
public final class UniversalSearch {
  /**
   * One photo of a mini-batch.
   *
   * @param photo [C, h, w] in [-1, 1], of the perturbation's shape
   * @param objective opens its objective, which is used before that of the next photo is opened
   */
  public record Example(FloatTensor photo, Supplier<Objective> objective) {}

  private final AttackSettings settings;
  private final double momentum;
  private final GradientArithmetic arithmetic;
  private final FloatTensor perturbation;
  private final FloatTensor memory;
  private final FloatTensor direction;
  private final FloatTensor shown;
  private final Ball ball;
  private GradientMatrix sum;
  private GradientMatrix own;

  /**
   * Creates a search that starts from a tiny random perturbation.
   *
   * @param settings budget, first step size, number of steps, seed, and how domains and generators
   *     are aggregated
   * @param momentum decay factor of past directions, in [0, 1]
   * @param shape of the perturbation, [C, h, w]
   * @param arithmetic used by this search alone
   * @throws CdmaaException if the aggregation keeps state between iterations, or the momentum is
   *     out of range
   */
  public UniversalSearch(
      AttackSettings settings, double momentum, long[] shape, GradientArithmetic arithmetic) {
    Ranges.within("momentum", momentum, 0, 1);
    if (settings.aggregation() instanceof ThresholdAware
        || settings.aggregation().forRun() != settings.aggregation()) {
      throw new CdmaaException(
          ErrorReason.SETTING,
          "A universal perturbation is learnt with weights that depend on one mini-batch only; the"
              + " strategies threshold and static keep state between iterations, so choose another,"
              + " for instance mgda");
    }
    if (!settings.shape().equals(BudgetShape.DEFAULT)) {
      throw new CdmaaException(
          ErrorReason.SETTING,
          "A universal perturbation is learnt for many photos, so its budget cannot follow a photo"
              + " or its blocks of pixels; choose a uniform budget and full chroma");
    }
    this.settings = settings.withRounding(Rounding.AT_THE_END);
    this.momentum = momentum;
    this.arithmetic = arithmetic;
    FloatTensor origin = FloatTensor.zeros(shape);
    perturbation = FloatTensor.zeros(shape);
    memory = FloatTensor.zeros(shape);
    direction = FloatTensor.zeros(shape);
    shown = FloatTensor.zeros(shape);
    ball = Ball.around(origin, this.settings, arithmetic);
    SplittableRandom random = new SplittableRandom(settings.seed());
    Ball.offset(perturbation, origin, settings.startOffset(), random, ball);
  }

  /** Returns the perturbation: the search's own tensor, which {@link #restore} may write to. */
  public FloatTensor perturbation() {
    return perturbation;
  }

  /** Returns the momentum: the search's own tensor. */
  public FloatTensor memory() {
    return memory;
  }

  /** Continues a search from the state of an earlier one. */
  public void restore(FloatTensor earlierPerturbation, FloatTensor earlierMemory) {
    perturbation.copyFrom(earlierPerturbation);
    memory.copyFrom(earlierMemory);
  }

  /**
   * Takes one step.
   *
   * @param step counts from 0 to the settings' number of iterations
   * @param batch the photos of the step, at least one
   * @return the mean losses over the photos, before the step
   * @throws CdmaaException if a loss or gradient is not finite
   */
  public Losses step(int step, List<Example> batch) {
    WeightingStrategy weighting = null;
    double[][] mean = null;
    for (Example example : batch) {
      Objective objective = example.objective().get();
      if (weighting == null) {
        weighting = WeightingStrategy.of(settings, objective);
        allocate(objective.rows().size());
      }
      objective.reached((double) step / settings.iterations());
      Optional<DomainWeights> weights = weighting.plan(step);
      show(example.photo());
      Losses losses =
          weights
              .map(w -> objective.evaluate(shown, w, own))
              .orElseGet(() -> objective.evaluate(shown, own))
              .checked(objective.generatorNames());
      accumulate(example.photo());
      mean = added(mean, losses.perDomain(), 1.0 / batch.size());
    }
    arithmetic.scale(sum.values(), 1.0 / batch.size());
    Losses losses = new Losses(mean);
    move(step, weighting.aggregate(step, losses, arithmetic.gram(sum)));
    return losses;
  }

  private void allocate(int rows) {
    if (sum == null) {
      sum = new GradientMatrix(rows, perturbation.size());
      own = new GradientMatrix(rows, perturbation.size());
    }
    arithmetic.scale(sum.values(), 0);
  }

  /** Fills {@link #shown} with the photo and the perturbation, within [-1, 1]. */
  private void show(FloatTensor photo) {
    for (int i = 0; i < shown.size(); i++) {
      shown.set(i, Math.max(-1, Math.min(1, photo.get(i) + perturbation.get(i))));
    }
  }

  /** Adds the gradients of one photo, which are zero where the photo's range ends. */
  private void accumulate(FloatTensor photo) {
    for (int j = 0; j < own.rows(); j++) {
      FloatTensor row = own.row(j);
      FloatTensor total = sum.row(j);
      for (int i = 0; i < row.size(); i++) {
        if (Math.abs(photo.get(i) + perturbation.get(i)) <= 1) {
          total.set(i, total.get(i) + row.get(i));
        }
      }
    }
  }

  private static double[][] added(double[][] sum, double[][] values, double factor) {
    double[][] result = sum == null ? new double[values.length][] : sum;
    for (int j = 0; j < values.length; j++) {
      result[j] = result[j] == null ? new double[values[j].length] : result[j];
      for (int k = 0; k < values[j].length; k++) {
        result[j][k] += factor * values[j][k];
      }
    }
    return result;
  }

  private void move(int step, Aggregation aggregation) {
    arithmetic.weightedSum(aggregation.unitCoefficients(), sum, direction);
    arithmetic.scale(memory, momentum);
    double norm = arithmetic.norm1(direction);
    if (norm > 0) {
      arithmetic.add(memory, 1 / norm, direction);
    }
    direction.copyFrom(memory);
    ball.steepest(direction);
    double share = (double) step / settings.iterations();
    double size = settings.stepSize() * (1 + Math.cos(Math.PI * share)) / 2;
    arithmetic.add(perturbation, size, direction);
    ball.project(perturbation);
  }

  /**
   * Returns a photo changed by the perturbation, rounded to levels and inside the budget, as it
   * would be delivered without any further iteration.
   *
   * @param photo [C, h, w], on the levels of 8 bits
   */
  public FloatTensor applied(FloatTensor photo) {
    FloatTensor changed = photo.copy();
    changed.add(perturbation);
    Ball.around(photo, settings, arithmetic).project(changed);
    return Protector.rounded(photo, changed, settings.withBitDepth(8));
  }
}
