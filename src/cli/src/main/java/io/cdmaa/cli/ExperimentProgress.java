package io.cdmaa.cli;

import io.cdmaa.experiment.Trial;
import io.cdmaa.experiment.TrialRecord;
import io.cdmaa.experiment.Watcher;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;

/** Reports progress on an experiment: a bar on a terminal, otherwise lines for a log. */
final class ExperimentProgress implements Watcher, AutoCloseable {
  private static final long LINE_EVERY_NANOS = 10_000_000_000L;

  private final Console console;
  private final boolean silent;
  private ProgressBar bar;
  private long lastLine;

  ExperimentProgress(Console console, boolean silent) {
    this.console = console;
    this.silent = silent;
  }

  @Override
  public void started(int total, int done) {
    if (silent || done == total) {
      return;
    }
    if (console.terminal()) {
      bar =
          console
              .bar("trials")
              .setInitialMax(total)
              .startsFrom(done, java.time.Duration.ZERO)
              .hideEta()
              .build();
    }
  }

  @Override
  public void finished(TrialRecord finished, int done, int total, double secondsLeft) {
    String left = done == total ? "" : ", about " + duration(secondsLeft) + " left";
    if (bar != null) {
      bar.stepTo(done);
      bar.setExtraMessage(finished.setting() + left);
    } else if (!silent && (done == total || System.nanoTime() - lastLine > LINE_EVERY_NANOS)) {
      lastLine = System.nanoTime();
      console
          .err()
          .printf(
              Locale.ROOT,
              "%d/%d trials: %s, %s in %.1f s%s%n",
              done,
              total,
              finished.setting(),
              finished.photo(),
              finished.seconds(),
              left);
    }
  }

  @Override
  public void failed(Trial trial, Throwable failure) {
    String sentence =
        trial.photo().name()
            + " under "
            + trial.setting().name()
            + ": "
            + Failures.describe(failure);
    console.error(sentence);
  }

  /** Formats a duration. */
  static String duration(double seconds) {
    if (seconds < 90) {
      return Math.max(1, Math.round(seconds)) + " s";
    }
    if (seconds < 5400) {
      return Math.round(seconds / 60) + " min";
    }
    return String.format(Locale.ROOT, "%.1f h", seconds / 3600);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
