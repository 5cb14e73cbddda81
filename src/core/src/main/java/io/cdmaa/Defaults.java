package io.cdmaa;

/**
 * What applies where nothing else is chosen: on the command line, in experiment files and in the
 * public API alike.
 */
public final class Defaults {
  /** Budget, step size and number of steps. */
  public static final Strength STRENGTH = Strength.MEDIUM;

  /** The method. */
  public static final Method METHOD = Method.THRESHOLD;

  /** Mean squared change of a fake, on [-1, 1], from which on it counts as broken. */
  public static final double THRESHOLD = 0.05;

  /** Seed of all that is random. */
  public static final long SEED = 0;

  private Defaults() {}
}
