package io.cdmaa.cli;

import io.cdmaa.attack.Losses;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import me.tongfei.progressbar.ProgressBar;

/** Reports progress on one photo. */
interface Progress extends AutoCloseable {
  /** Called after each evaluation of the losses. */
  void iteration(int iteration, Losses losses);

  /** Called when the search is over and the written file is being evaluated. */
  void evaluating();

  @Override
  void close();

  /** Reports nothing. */
  Progress SILENT =
      new Progress() {
        @Override
        public void iteration(int iteration, Losses losses) {}

        @Override
        public void evaluating() {}

        @Override
        public void close() {}
      };

  /**
   * Returns the form that suits the console: a bar on a terminal, otherwise a line every ten
   * iterations.
   */
  static Progress on(
      Console console, boolean silent, String label, int iterations, List<String> generators) {
    return on(console, silent, label, iterations, generators, () -> "");
  }

  /**
   * The same with a text at the end of a bar.
   *
   * @param more returns the text, possibly empty
   */
  static Progress on(
      Console console,
      boolean silent,
      String label,
      int iterations,
      List<String> generators,
      Supplier<String> more) {
    if (silent) {
      return SILENT;
    }
    return console.terminal()
        ? new Bar(console, label, iterations, generators, more)
        : new Lines(console, label, iterations, generators);
  }

  /** Returns the mean loss of each generator, short enough for the end of a line. */
  static String describe(List<String> generators, Losses losses) {
    int shown = 4;
    StringBuilder text = new StringBuilder("L");
    if (generators.size() > shown) {
      int weakest = losses.weakest();
      return text.append(" weakest ")
          .append(entry(generators.get(weakest), losses.mean(weakest)))
          .toString();
    }
    for (int j = 0; j < generators.size(); j++) {
      text.append(j == 0 ? " " : ", ").append(entry(generators.get(j), losses.mean(j)));
    }
    return text.toString();
  }

  private static String entry(String name, double loss) {
    int bracket = name.indexOf(" (");
    String brief = bracket > 0 ? name.substring(0, bracket) : name;
    int most = 16;
    if (brief.length() > most) {
      brief = brief.substring(0, most - 1) + "~";
    }
    return String.format(Locale.ROOT, "%s %.4f", brief, loss);
  }

  /** A bar that is redrawn in place. */
  final class Bar implements Progress {
    private final ProgressBar bar;
    private final List<String> generators;
    private final Supplier<String> more;

    Bar(
        Console console,
        String label,
        int iterations,
        List<String> generators,
        Supplier<String> more) {
      this.generators = generators;
      this.more = more;
      this.bar = console.bar(label).setInitialMax(iterations).build();
    }

    @Override
    public void iteration(int iteration, Losses losses) {
      bar.stepTo(iteration);
      bar.setExtraMessage((more.get() + " " + describe(generators, losses)).strip());
    }

    @Override
    public void evaluating() {
      bar.stepTo(bar.getMax());
      bar.setExtraMessage("evaluating the written file");
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  /** A line every ten iterations or, if those take long, every ten seconds, for logs. */
  final class Lines implements Progress {
    private static final int EVERY = 10;
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final Console console;
    private final String label;
    private final int iterations;
    private final List<String> generators;
    private final long start = System.nanoTime();
    private long last = start;

    Lines(Console console, String label, int iterations, List<String> generators) {
      this.console = console;
      this.label = label;
      this.iterations = iterations;
      this.generators = generators;
    }

    @Override
    public void iteration(int iteration, Losses losses) {
      boolean due = iteration % EVERY == 0 || System.nanoTime() - last > PATIENCE_NANOS;
      if (iteration > 0 && due) {
        last = System.nanoTime();
        console
            .err()
            .println(
                label
                    + ": "
                    + iteration
                    + "/"
                    + iterations
                    + ", "
                    + describe(generators, losses)
                    + left(iteration));
      }
    }

    private String left(int iteration) {
      if (iteration >= iterations) {
        return "";
      }
      double seconds = (System.nanoTime() - start) / 1e9 / iteration * (iterations - iteration);
      return ", about " + Pace.span(seconds) + " left";
    }

    @Override
    public void evaluating() {}

    @Override
    public void close() {}
  }
}
