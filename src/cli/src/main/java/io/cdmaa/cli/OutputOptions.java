package io.cdmaa.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.cdmaa.generator.Generator;
import java.util.List;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** How much is printed, and in what form. */
final class OutputOptions {
  @Option(
      names = {"-q", "--quiet"},
      description = "Print errors only.")
  private boolean quiet;

  @Option(
      names = "--json",
      description = "Print results as JSON, one object per line, and nothing else on stdout.")
  private boolean json;

  @Option(names = "--verbose", description = "Log what is done, and whole stack traces.")
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

  /** Whether results are printed for people. */
  boolean human() {
    return !quiet && !json;
  }

  /** Sets the level of what is logged. */
  void configureLogging() {
    if (LoggerFactory.getLogger("io.cdmaa") instanceof Logger logger) {
      logger.setLevel(verbose ? Level.DEBUG : quiet ? Level.ERROR : Level.WARN);
    }
  }

  /** Prints a sentence beside the results, unless all shall be quiet. */
  void note(Console console, String sentence) {
    if (!quiet) {
      console.err().println("cdmaa: " + sentence);
    }
  }

  /** Prints what was guessed about generators without a manifest. */
  void noteAssumptions(Console console, List<Generator> generators) {
    for (Generator generator : generators) {
      for (String assumption : generator.assumptions()) {
        note(console, generator.name() + ": " + assumption + "; say otherwise in a manifest.");
      }
    }
  }
}
