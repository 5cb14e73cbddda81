package io.cdmaa.cli;

import io.cdmaa.Printable;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * The streams that the commands print to. Results go to standard output, everything else to
 * standard error, so that results can be piped.
 *
 * @param out results
 * @param err progress, notes and errors
 * @param terminal whether {@code err} is a terminal
 * @param home the checkout that contains the demonstration's files, if known
 * @param interruption whether the user has requested to stop
 */
record Console(
    PrintStream out,
    PrintStream err,
    boolean terminal,
    Optional<Path> home,
    Interruption interruption) {
  private static final int LEAST_COLUMNS = 20;
  private static final int USUAL_COLUMNS = 80;

  /** Wraps the streams so that names from untrusted files cannot act as escape sequences. */
  Console {
    out = new PrintableStream(out);
    err = new PrintableStream(err);
  }

  /**
   * Returns the builder of a progress bar on {@code err}, on a stream that passes the control
   * characters that redraw a line in place.
   *
   * @param name its prefix
   */
  ProgressBarBuilder bar(String name) {
    PrintStream drawing = new PrintStream(err, true, StandardCharsets.UTF_8);
    // Without a width the bar asks a library that gives signals back to the system, by which Ctrl-C
    // would end the process at once.
    ConsoleProgressBarConsumer consumer = new ConsoleProgressBarConsumer(drawing, columns() - 1);
    return new ProgressBarBuilder()
        .setTaskName(Printable.escaped(name))
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(250)
        .setConsumer(consumer)
        .clearDisplayOnFinish();
  }

  /** Returns the width of the terminal as the launcher states it. */
  private static int columns() {
    return Math.max(LEAST_COLUMNS, Integer.getInteger("cdmaa.columns", USUAL_COLUMNS));
  }

  /** Separates sentences of one error that are printed on a line each. */
  static final String BETWEEN = System.lineSeparator() + "cdmaa: ";

  /**
   * Prints a sentence that the user has to see even with {@code --quiet}.
   *
   * @param sentences one, or several with {@link #BETWEEN} between them
   */
  void error(String sentences) {
    for (String sentence : sentences.split(BETWEEN, -1)) {
      err.println("cdmaa: " + Printable.line(sentence));
    }
  }
}
