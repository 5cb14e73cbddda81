package io.cdmaa.attack;

import java.util.SplittableRandom;

/** Normal deviates from a splittable source, which has none of its own in Java 17's base class. */
final class Gaussian {
  private Gaussian() {}

  /** Box and Muller's transform; one of its two values. */
  static double next(SplittableRandom random) {
    double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
    return radius * Math.cos(2 * Math.PI * random.nextDouble());
  }
}
