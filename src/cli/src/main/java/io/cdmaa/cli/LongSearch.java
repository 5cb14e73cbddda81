package io.cdmaa.cli;

import io.cdmaa.attack.Losses;
import java.util.function.LongSupplier;

/**
 * Announces after the first steps how long a run will take, if that is more than a minute, so that
 * nobody waits for an hour in the belief that it takes seconds. A single step would mislead: the
 * first ones are slower until code and memory are in place, and a busy machine varies.
 */
final class LongSearch {
  /** Receives the estimate, once. */
  @FunctionalInterface
  interface Listener {
    /**
     * Called if the run takes more than a minute.
     *
     * @param span how long it takes
     * @param sentence the same as a sentence
     */
    void estimated(String span, String sentence);
  }

  private static final double WORTH_SAYING_SECONDS = 60;

  private static final int ENOUGH_STEPS = 5;
  private static final double ENOUGH_SECONDS = 10;

  private final int steps;
  private final double rounds;
  private final Listener listener;
  private final LongSupplier nanoTime;
  private boolean told;

  /**
   * @param steps steps of one photo
   * @param rounds number of photos, or sets of photos searched at the same time, in sequence
   * @param listener receives the estimate
   * @param nanoTime the clock
   */
  LongSearch(int steps, double rounds, Listener listener, LongSupplier nanoTime) {
    this.steps = steps;
    this.rounds = rounds;
    this.listener = listener;
    this.nanoTime = nanoTime;
  }

  /** Returns progress that is timed until the estimate is available. */
  Progress timing(Progress progress) {
    if (told) {
      return progress;
    }
    return new Progress() {
      private long start;

      @Override
      public void iteration(int iteration, Losses losses) {
        if (iteration == 0) {
          start = nanoTime.getAsLong();
        } else if (!told) {
          double seconds = (nanoTime.getAsLong() - start) / 1e9;
          if (iteration >= Math.min(ENOUGH_STEPS, steps - 1) || seconds >= ENOUGH_SECONDS) {
            told = true;
            estimate(seconds / iteration);
          }
        }
        progress.iteration(iteration, losses);
      }

      @Override
      public void evaluating() {
        progress.evaluating();
      }

      @Override
      public void close() {
        progress.close();
      }
    };
  }

  private void estimate(double secondsPerStep) {
    double seconds = secondsPerStep * steps * rounds;
    if (seconds > WORTH_SAYING_SECONDS) {
      String span = Pace.span(seconds);
      listener.estimated(
          span, "This will take about " + span + (rounds > 1 ? " for all photos." : "."));
    }
  }
}
