package io.cdmaa.attack;

import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.tensor.FloatTensor;
import java.util.SplittableRandom;

/**
 * The box |x - photo| &le; epsilon intersected with [-1, 1], as two tensors of bounds. The bounds
 * are rounded towards the photo, so that no float between them is outside the real ball.
 */
final class LInfBall implements Ball {
  private final FloatTensor lower;
  private final FloatTensor upper;
  private final GradientArithmetic arithmetic;

  LInfBall(FloatTensor photo, double epsilon, GradientArithmetic arithmetic) {
    this.arithmetic = arithmetic;
    lower = FloatTensor.zeros(photo.shape());
    upper = FloatTensor.zeros(photo.shape());
    for (int d = 0; d < photo.size(); d++) {
      lower.set(d, lower(photo.get(d), epsilon));
      upper.set(d, upper(photo.get(d), epsilon));
    }
  }

  /** Returns the least float within epsilon and [-1, 1]. */
  static float lower(double centre, double epsilon) {
    float low = (float) (centre - epsilon);
    return Math.max(-1, centre - low > epsilon ? Math.nextUp(low) : low);
  }

  /** Returns the largest float within epsilon and [-1, 1]. */
  static float upper(double centre, double epsilon) {
    float high = (float) (centre + epsilon);
    return Math.min(1, high - centre > epsilon ? Math.nextDown(high) : high);
  }

  @Override
  public void project(FloatTensor x) {
    arithmetic.clip(x, lower, upper);
  }

  @Override
  public void steepest(FloatTensor direction) {
    arithmetic.sign(direction);
  }

  @Override
  public void sample(FloatTensor x, SplittableRandom random) {
    for (int d = 0; d < x.size(); d++) {
      double low = lower.get(d);
      x.set(d, (float) (low + (upper.get(d) - low) * random.nextDouble()));
    }
    project(x);
  }
}
