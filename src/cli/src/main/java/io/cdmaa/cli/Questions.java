package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Optional;
import java.util.function.Function;

/** Asks the user on a terminal; without one, every answer is the proposed one. */
final class Questions {
  private final Optional<BufferedReader> answers;
  private final PrintStream out;

  Questions(Optional<BufferedReader> answers, PrintStream out) {
    this.answers = answers;
    this.out = out;
  }

  /** Returns questions on the terminal that this process was started from, if any. */
  static Questions onTerminal(Console console) {
    // Java itself cannot tell: since Java 22, System.console() exists even without a terminal.
    boolean terminal = console.terminal() && Boolean.getBoolean("cdmaa.asks");
    return new Questions(
        terminal
            ? Optional.of(
                new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())))
            : Optional.empty(),
        console.err());
  }

  /** Returns whether there is a user to ask. */
  boolean possible() {
    return answers.isPresent();
  }

  /**
   * Asks until the answer is valid.
   *
   * @param question without its question mark
   * @param proposed the meaning of an empty answer; may be empty
   * @param read parses an answer; the message of its {@link CdmaaException} is shown
   */
  <T> T ask(String question, String proposed, Function<String, T> read) {
    if (answers.isEmpty()) {
      return read.apply(proposed);
    }
    while (true) {
      out.print(question + (proposed.isEmpty() ? "? " : "? [" + proposed + "] "));
      out.flush();
      // Outside the try block: at the end of input the question cannot be repeated.
      String answer = line();
      try {
        return read.apply(answer.isBlank() ? proposed : answer.strip());
      } catch (CdmaaException e) {
        out.printf("%s%n", Failures.describe(e));
      }
    }
  }

  private String line() {
    try {
      String line = answers.orElseThrow().readLine();
      if (line == null) {
        throw new CdmaaException(
            ErrorReason.COMMAND,
            "The input ended before all questions were answered; nothing was written");
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
