package io.cdmaa.cli;

/** How the process ends. */
final class ExitCodes {
  /** Everything was done. */
  static final int DONE = 0;

  /** Something could not be done. */
  static final int FAILED = 1;

  /** The command line is wrong, and nothing was done. */
  static final int USAGE = 2;

  /** Everything was done, but a photo does not achieve what is required. */
  static final int NOT_MET = 3;

  private ExitCodes() {}
}
