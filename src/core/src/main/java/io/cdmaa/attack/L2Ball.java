package io.cdmaa.attack;

import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.tensor.FloatTensor;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The Euclidean ball intersected with [-1, 1]. A point outside is clipped and then moved along its
 * radius into the ball; the result lies within [-1, 1] if the photo does, but need not be the
 * nearest point.
 */
final class L2Ball implements Ball {
  private final FloatTensor photo;
  private final double epsilon;
  private final double unit;
  private final GradientArithmetic arithmetic;

  /**
   * @param epsilon the Euclidean radius
   * @param unit the Euclidean length of a step of length 1
   */
  L2Ball(FloatTensor photo, double epsilon, double unit, GradientArithmetic arithmetic) {
    this.photo = photo;
    this.epsilon = epsilon;
    this.unit = unit;
    this.arithmetic = arithmetic;
  }

  @Override
  public void project(FloatTensor x) {
    for (int d = 0; d < x.size(); d++) {
      x.set(d, Math.max(-1, Math.min(1, x.get(d))));
    }
    double distance = distance(x);
    if (distance > epsilon) {
      double factor = (1 - 1e-12) * epsilon / distance;
      for (int d = 0; d < x.size(); d++) {
        double centre = photo.get(d);
        x.set(d, towards(centre, centre + factor * (x.get(d) - centre)));
      }
    }
  }

  /**
   * Returns the adjacent float on the centre's side of the value: plain rounding might increase the
   * norm of the change.
   */
  static float towards(double centre, double value) {
    float rounded = (float) value;
    return Math.abs(rounded - centre) > Math.abs(value - centre)
        ? Math.nextAfter(rounded, centre)
        : rounded;
  }

  private double distance(FloatTensor x) {
    double sum = 0;
    for (int d = 0; d < x.size(); d++) {
      double change = (double) x.get(d) - photo.get(d);
      sum += change * change;
    }
    return Math.sqrt(sum);
  }

  @Override
  public void steepest(FloatTensor direction) {
    double norm = arithmetic.norm2(direction);
    if (norm > 0) {
      arithmetic.scale(direction, unit / norm);
    }
  }

  @Override
  public Optional<NormBound> bound() {
    return Optional.of(new NormBound(photo, epsilon, unit, this::distance));
  }

  @Override
  public void sample(FloatTensor x, SplittableRandom random) {
    double sum = 0;
    double[] normal = new double[x.size()];
    for (int d = 0; d < normal.length; d++) {
      normal[d] = Gaussian.next(random);
      sum += normal[d] * normal[d];
    }
    double radius = epsilon * Math.pow(random.nextDouble(), 1.0 / normal.length) / Math.sqrt(sum);
    for (int d = 0; d < normal.length; d++) {
      x.set(d, (float) (photo.get(d) + radius * normal[d]));
    }
    project(x);
  }
}
