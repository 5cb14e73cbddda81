package io.cdmaa.cli;

import io.cdmaa.attack.Losses;

/** One display for searches that go on at the same time: it shows whichever is ahead. */
final class SharedProgress {
  private final Progress shown;
  private int ahead;

  SharedProgress(Progress shown) {
    this.shown = shown;
  }

  private synchronized void reached(int looks, int iteration, Losses losses) {
    if (looks > ahead) {
      ahead = looks;
      shown.iteration(iteration, losses);
    }
  }

  /** What one of the searches tells. */
  Progress lane() {
    return new Progress() {
      private int looks;

      @Override
      public void iteration(int iteration, Losses losses) {
        looks++;
        reached(looks, iteration, losses);
      }

      @Override
      public void evaluating() {}

      @Override
      public void close() {}
    };
  }
}
