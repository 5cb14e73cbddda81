package io.cdmaa.cli;

import io.cdmaa.generator.GradientCheck;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;

/** Reports progress on the check of one generator's gradient. */
interface CheckProgress extends GradientCheck.Watcher, AutoCloseable {
  @Override
  void close();

  /**
   * Returns the form that suits the console: a bar on a terminal, otherwise a line at once and
   * every ten seconds.
   */
  static CheckProgress on(Console console, OutputOptions print, String generator) {
    if (!print.human()) {
      return new Silent();
    }
    return console.terminal()
        ? new Bar(console, generator)
        : new Lines(console, generator, System::nanoTime);
  }

  /** Returns a watcher that reports here, and ends the check at the user's request to stop. */
  default GradientCheck.Watcher until(Interruption interruption) {
    return (passes, total) -> {
      passed(passes, total);
      if (interruption.requested()) {
        throw new CancellationException();
      }
    };
  }

  /** Reports nothing. */
  record Silent() implements CheckProgress {
    @Override
    public void passed(int passes, int total) {}

    @Override
    public void close() {}
  }

  /** A bar that is redrawn in place. */
  final class Bar implements CheckProgress {
    private final ProgressBar bar;

    Bar(Console console, String generator) {
      bar = console.bar(generator).build();
    }

    @Override
    public void passed(int passes, int total) {
      bar.maxHint(total);
      bar.stepTo(passes);
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  /** Lines for a log or a pipe. */
  final class Lines implements CheckProgress {
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final Console console;
    private final String generator;
    private final LongSupplier clock;
    private final long start;
    private long last;

    Lines(Console console, String generator, LongSupplier clock) {
      this.console = console;
      this.generator = generator;
      this.clock = clock;
      start = clock.getAsLong();
      last = start;
      console.err().println(generator + ": checking its gradient ...");
    }

    @Override
    public void passed(int passes, int total) {
      long now = clock.getAsLong();
      if (now - last >= PATIENCE_NANOS && passes < total) {
        last = now;
        double left = (now - start) / 1e9 / passes * (total - passes);
        console
            .err()
            .printf(
                Locale.ROOT,
                "%s: %d of %d passes, about %s left%n",
                generator,
                passes,
                total,
                Pace.span(left));
      }
    }

    @Override
    public void close() {}
  }
}
