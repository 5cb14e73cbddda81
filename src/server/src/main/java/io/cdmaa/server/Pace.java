package io.cdmaa.server;

import java.util.OptionalDouble;

/** How long photos take, as a moving average. Thread-safe. */
final class Pace {
  /** The weight of the latest photo. */
  private static final double WEIGHT = 0.3;

  private double average = Double.NaN;

  synchronized void add(double seconds) {
    average = Double.isNaN(average) ? seconds : average + WEIGHT * (seconds - average);
  }

  /** Returns the average seconds of a photo; empty before the first. */
  synchronized OptionalDouble seconds() {
    return Double.isNaN(average) ? OptionalDouble.empty() : OptionalDouble.of(average);
  }
}
