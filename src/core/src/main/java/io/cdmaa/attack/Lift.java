package io.cdmaa.attack;

/**
 * The attempt to lift a loss above the threshold, by a fifth in each step. Not every loss can be
 * lifted that far, so one that hardly grows in three such steps in a row is given up, unless it is
 * nearly there.
 */
final class Lift {
  /** A lift begins at this multiple of the threshold. */
  private static final double TRIED = 0.1;

  /** From this multiple of the threshold it is never given up. */
  private static final double NEARLY = 0.5;

  /** By this factor the loss has to grow in a step, to first order. */
  private static final double CLIMB = 1.2;

  /** A step has missed that if the loss has grown by less than this factor. */
  private static final double CLIMBED = 1.1;

  /** After this many misses in a row the attempt is given up. */
  private static final int MISSES = 3;

  private final double threshold;
  private int misses;
  private double from = Double.NaN;

  Lift(double threshold) {
    this.threshold = threshold;
  }

  /** Returns whether a loss is high enough to be lifted, and the attempt not given up. */
  boolean isWorthIt(double loss) {
    return loss >= (misses < MISSES ? TRIED : NEARLY) * threshold;
  }

  /** Returns the loss that the next step should reach. */
  double next(double loss) {
    from = loss;
    return CLIMB * loss;
  }

  /** Takes note of a loss after a step, which counts if the step was to lift it. */
  void observe(double loss) {
    if (!Double.isNaN(from) && misses < MISSES) {
      misses = loss < CLIMBED * from ? misses + 1 : 0;
    }
    from = Double.NaN;
  }
}
