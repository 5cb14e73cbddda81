package io.cdmaa.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.cdmaa.Printable;
import io.cdmaa.generator.Generator;
import java.util.List;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** The options for how much is printed, and in what format. */
final class OutputOptions {
  @Option(
      names = {"-q", "--quiet"},
      description = "Print errors only.")
  private boolean quiet;

  @Option(
      names = "--json",
      description = "Print results as JSON, one object per line, and nothing else on stdout.")
  private boolean json;

  @Option(names = "--verbose", description = "Log details, with full stack traces.")
  private boolean verbose;

  boolean quiet() {
    return quiet;
  }

  boolean verbose() {
    return verbose;
  }

  boolean json() {
    return json;
  }

  /** Returns whether results are human-readable rather than JSON. */
  boolean human() {
    return !quiet && !json;
  }

  /** Sets the log level. */
  void configureLogging() {
    if (LoggerFactory.getLogger("io.cdmaa") instanceof Logger logger) {
      logger.setLevel(verbose ? Level.DEBUG : quiet ? Level.ERROR : Level.WARN);
    }
  }

  /** Prints a sentence besides the results, unless quiet. */
  void note(Console console, String sentence) {
    if (!quiet) {
      console.err().println("cdmaa: " + Printable.line(sentence));
    }
  }

  /** Prints the assumptions made about generators without a manifest. */
  void noteAssumptions(Console console, List<Generator> generators) {
    for (Generator generator : generators) {
      for (String assumption : generator.assumptions()) {
        note(console, generator.name() + ": " + assumption + "; override this in a manifest.");
      }
    }
  }
}
