package io.cdmaa.attack;

import java.util.SplittableRandom;

/**
 * Normal deviates from a splittable generator, which Java 17's SplittableRandom does not provide.
 */
final class Gaussian {
  private Gaussian() {}

  /** Returns a normal deviate, one of the two values of the Box-Muller transform. */
  static double next(SplittableRandom random) {
    double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
    return radius * Math.cos(2 * Math.PI * random.nextDouble());
  }
}
