package io.cdmaa.cli;

import io.cdmaa.CdmaaException;

/** One sentence per failure. */
final class Failures {
  private Failures() {}

  /** What went wrong, for a person. */
  static String describe(Throwable failure) {
    if (failure instanceof CdmaaException) {
      return failure.getMessage();
    }
    if (failure instanceof OutOfMemoryError) {
      return "Memory ran out ("
          + failure.getMessage()
          + "); use a smaller --crop or fewer --models, or give Java more, for instance"
          + " CDMAA_JAVA_OPTS=-Xmx8g";
    }
    String message = failure.getMessage() == null ? "" : ": " + failure.getMessage();
    return "Unexpected error ("
        + failure.getClass().getSimpleName()
        + message.lines().findFirst().orElse("")
        + ")";
  }
}
