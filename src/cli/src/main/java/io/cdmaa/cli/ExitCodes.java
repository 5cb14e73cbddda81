package io.cdmaa.cli;

/** The exit codes of the process. */
final class ExitCodes {
  /** Everything succeeded. */
  static final int DONE = 0;

  /** Something failed. */
  static final int FAILED = 1;

  /** The command line is invalid, and nothing was done. */
  static final int USAGE = 2;

  /** Everything succeeded, but a photo does not meet the requirement. */
  static final int NOT_MET = 3;

  private ExitCodes() {}
}
