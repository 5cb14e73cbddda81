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
 * Where the commands print. Results go to standard output, everything else to standard error, so
 * that results can be piped on.
 *
 * @param out results
 * @param err progress, notes and errors
 * @param terminal whether a person watches {@code err} on a terminal
 * @param home the checkout that the demonstration's files lie in, if known
 * @param interruption whether the user wants to end
 */
record Console(
    PrintStream out,
    PrintStream err,
    boolean terminal,
    Optional<Path> home,
    Interruption interruption) {

  /** With streams on which names from strangers' files cannot act as escape sequences. */
  Console {
    out = new PrintableStream(out);
    err = new PrintableStream(err);
  }

  /**
   * A progress bar on {@code err}, on a stream that lets the control characters pass that redraw a
   * line in place.
   *
   * @param name what stands before it
   */
  ProgressBarBuilder bar(String name) {
    PrintStream drawing = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new ProgressBarBuilder()
        .setTaskName(Printable.escaped(name))
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(250)
        .setConsumer(new ConsoleProgressBarConsumer(drawing))
        .clearDisplayOnFinish();
  }

  /** Prints one sentence that the user has to know, even with {@code --quiet}. */
  void error(String sentence) {
    err.println("cdmaa: " + sentence);
  }
}
