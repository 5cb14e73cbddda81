package io.cdmaa.attack;

import io.cdmaa.tensor.FloatTensor;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The photos that {@link ChangeLimits} permit.
 *
 * @param limits of the photo
 * @param rounded whether to keep to the photo's levels
 * @param level the distance between two levels
 */
record LimitedBall(ChangeLimits limits, boolean rounded, double level) implements Ball {
  @Override
  public void project(FloatTensor x) {
    if (rounded) {
      limits.quantize(x);
    } else {
      limits.project(x);
    }
  }

  @Override
  public void steepest(FloatTensor direction) {
    limits.steepest(direction);
  }

  @Override
  public Optional<NormBound> bound() {
    return limits.bound();
  }

  /** Draws uniformly within the limits of the samples and projects. */
  @Override
  public void sample(FloatTensor x, SplittableRandom random) {
    for (int d = 0; d < x.size(); d++) {
      double low = limits.lower().get(d);
      x.set(d, (float) (low + (limits.upper().get(d) - low) * random.nextDouble()));
    }
    project(x);
  }

  @Override
  public double step(double stepSize) {
    return rounded ? level * Math.max(1, Math.rint(stepSize / level)) : stepSize;
  }

  @Override
  public double offset(double offset) {
    return rounded ? Math.max(level, offset) : offset;
  }
}
