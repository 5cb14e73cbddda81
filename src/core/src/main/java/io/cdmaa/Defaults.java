package io.cdmaa;

/** The defaults of the command line, of experiment files and of the public API. */
public final class Defaults {
  /** Budget, step size and number of steps. */
  public static final Strength STRENGTH = Strength.MEDIUM;

  /** The method. */
  public static final Method METHOD = Method.THRESHOLD;

  /** Mean squared change of a fake, on [-1, 1], from which it counts as broken. */
  public static final double THRESHOLD = 0.05;

  /** Seed of all random numbers. */
  public static final long SEED = 0;

  private Defaults() {}
}
