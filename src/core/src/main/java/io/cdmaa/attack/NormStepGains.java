package io.cdmaa.attack;

import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.tensor.FloatTensor;

/**
 * The gains of steps in a budget that bounds a Euclidean norm of the whole change, with weights and
 * within a subspace as it may be. There the steepest step along v is A v / |A v| with a linear A,
 * and v . A w = &lt;A v, A w&gt; is a Gram matrix, so all gains follow from products of the
 * gradients and the change so far. Ignores the edges of [-1, 1], the limits of single values and
 * rounding.
 */
final class NormStepGains implements StepGains {
  private final Ball ball;
  private final NormBound bound;
  private final FloatTensor change;
  private final FloatTensor step;
  private double length;
  private double squaredChange;
  private int[] rows;

  /** v . A w of the direction (first) and the guarded gradients. */
  private double[][] gram;

  /** Product of each of them with the change so far. */
  private double[] along;

  /** A times the sum so far, multiplied by each of them. */
  private double[] combined;

  private double squaredSum;
  private double sumAlong;
  private int selected;

  /**
   * @param ball a budget with a bound
   * @param bound of its changes
   * @param shape of the photo
   */
  NormStepGains(Ball ball, NormBound bound, long[] shape) {
    this.ball = ball;
    this.bound = bound;
    change = FloatTensor.zeros(shape);
    step = FloatTensor.zeros(shape);
  }

  @Override
  public void begin(
      FloatTensor direction,
      FloatTensor x,
      double stepLength,
      GradientMatrix gradients,
      int[] guarded) {
    length = stepLength * bound.unit();
    rows = guarded.clone();
    double norm = bound.norm().applyAsDouble(x);
    squaredChange = norm * norm;
    for (int d = 0; d < change.size(); d++) {
      change.set(d, x.get(d) - bound.centre().get(d));
    }
    FloatTensor[] vectors = new FloatTensor[rows.length + 1];
    vectors[0] = direction;
    for (int i = 0; i < rows.length; i++) {
      vectors[i + 1] = gradients.row(rows[i]);
    }
    gram = new double[vectors.length][vectors.length];
    along = new double[vectors.length];
    for (int i = 0; i < vectors.length; i++) {
      step.copyFrom(vectors[i]);
      ball.steepest(step);
      double scale = vectors[i].dot(step) / (bound.unit() * bound.unit());
      for (int k = 0; k <= i; k++) {
        gram[i][k] = scale * vectors[k].dot(step);
        gram[k][i] = gram[i][k];
      }
      along[i] = vectors[i].dot(change);
    }
    combined = gram[0].clone();
    squaredSum = gram[0][0];
    sumAlong = along[0];
  }

  @Override
  public double size() {
    return Math.sqrt(squaredSum);
  }

  @Override
  public double select(int row) {
    selected = 1;
    while (rows[selected - 1] != row) {
      selected++;
    }
    return Math.sqrt(gram[selected][selected]);
  }

  @Override
  public void add(double multiplier) {
    squaredSum = squared(multiplier);
    sumAlong += multiplier * along[selected];
    for (int i = 0; i < combined.length; i++) {
      combined[i] += multiplier * gram[selected][i];
    }
  }

  /** Returns the squared size of the sum with a multiple of the selected gradient. */
  private double squared(double multiplier) {
    double own = gram[selected][selected];
    return Math.max(0, squaredSum + multiplier * (2 * combined[selected] + multiplier * own));
  }

  @Override
  public double alone() {
    double own = gram[selected][selected];
    return gain(own, along[selected], own);
  }

  @Override
  public double gain(double multiplier) {
    return gain(
        squared(multiplier),
        sumAlong + multiplier * along[selected],
        combined[selected] + multiplier * gram[selected][selected]);
  }

  /**
   * Returns the gain of a step of the length along A v, projected along its radius.
   *
   * @param squaredNorm |A v|^2
   * @param outwards v times the change so far
   * @param slope A v times the selected gradient
   */
  private double gain(double squaredNorm, double outwards, double slope) {
    double unit = squaredNorm > 0 ? length / Math.sqrt(squaredNorm) : 0;
    double squaredEnd = squaredChange + 2 * unit * outwards + (unit > 0 ? length * length : 0);
    double kept = Math.min(1, bound.radius() / Math.sqrt(Math.max(squaredEnd, Double.MIN_NORMAL)));
    return (kept - 1) * along[selected] + kept * unit * slope;
  }
}
