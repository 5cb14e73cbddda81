package io.cdmaa.cli;

import picocli.CommandLine.Option;

/** The option to write protected photos without a verdict. */
final class NoVerdictOption {
  @Option(
      names = "--no-verdict",
      description =
          "Do not run the generators on the written file: the record then only says how much the"
              + " photo changed, and nothing proves the effect. A later run without this option"
              + " adds the verdict.")
  private boolean given;

  /** Returns whether the option is given. */
  boolean given() {
    return given;
  }
}
