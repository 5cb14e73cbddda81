package io.cdmaa.cli;

import picocli.CommandLine.Option;

/** The option to continue without models that cannot be attacked. */
final class BadModelsOption {
  @Option(
      names = "--skip-bad-models",
      description =
          "Continue without models that fail to load, have no gradient or do not react to the"
              + " photo.")
  private boolean skip;

  /** Returns whether such models are left out. */
  boolean skip() {
    return skip;
  }
}
