package io.cdmaa.benchmarks;

import io.cdmaa.attack.GroupObjective;
import io.cdmaa.attack.Losses;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.mgda.Aggregation;
import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.mgda.Mgda;
import io.cdmaa.mgda.Regularisation;
import io.cdmaa.tensor.FloatTensor;

/**
 * One iteration of CDMAA in its two parts, which may be timed apart: what the generators compute,
 * and what is done besides (Gram matrix, min-norm point, weighted sum, sign, step, projection).
 */
final class CdmaaIteration {
  private static final float EPSILON = 0.05f;
  private static final double STEP = 0.01;

  private final Mgda mgda = new Mgda(Regularisation.PENALTY);
  private final GradientArithmetic arithmetic;
  private final GroupObjective objective;
  private final GradientMatrix gradients;
  private final FloatTensor x;
  private final FloatTensor lower;
  private final FloatTensor upper;
  private final FloatTensor direction;

  /**
   * @param photo the original, in [-1, 1]
   * @param start the first iterate, which moves
   */
  CdmaaIteration(
      GeneratorGroup group, FloatTensor photo, FloatTensor start, GradientArithmetic arithmetic) {
    this.arithmetic = arithmetic;
    objective = new GroupObjective(group, photo);
    // An iteration of the later part of a search, which is bf16 throughout if it is at all.
    objective.reached(1);
    gradients = new GradientMatrix(objective.generators(), photo.size());
    x = start;
    lower = photo.copy();
    upper = photo.copy();
    direction = FloatTensor.zeros(photo.shape());
    for (int d = 0; d < photo.size(); d++) {
      lower.set(d, Math.max(-1, photo.get(d) - EPSILON));
      upper.set(d, Math.min(1, photo.get(d) + EPSILON));
    }
  }

  /** The iterate. */
  FloatTensor iterate() {
    return x;
  }

  /** The gradients of the last evaluation, J x D. */
  FloatTensor gradients() {
    return gradients.values();
  }

  /** Losses and gradients of all domains at the iterate. */
  Losses evaluate() {
    return objective.evaluate(x, gradients);
  }

  /** Moves the iterate. */
  void step(Losses losses) {
    double[] means = new double[objective.generators()];
    for (int j = 0; j < means.length; j++) {
      means[j] = losses.mean(j);
    }
    Aggregation aggregation = mgda.aggregate(0, means, arithmetic.gram(gradients));
    arithmetic.weightedSum(aggregation.unitCoefficients(), gradients, direction);
    arithmetic.sign(direction);
    arithmetic.add(x, STEP, direction);
    arithmetic.clip(x, lower, upper);
  }

  /** Checks that the iterate has not left the budget or [-1, 1]. */
  void requireInside() {
    for (int d = 0; d < x.size(); d++) {
      Inputs.require(
          x.get(d) >= lower.get(d) && x.get(d) <= upper.get(d), "a value left the box at " + d);
    }
  }
}
