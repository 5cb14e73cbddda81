package io.cdmaa.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

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

  /** The stream of {@code err} for what redraws a line in place, which needs control characters. */
  PrintStream drawing() {
    return new PrintStream(err, true, StandardCharsets.UTF_8);
  }

  /** Prints one sentence that the user has to know, even with {@code --quiet}. */
  void error(String sentence) {
    err.println("cdmaa: " + sentence);
  }
}
