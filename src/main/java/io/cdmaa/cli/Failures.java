package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import java.nio.file.Path;

/** One sentence per failure. */
final class Failures {
  private Failures() {}

  /** A sentence that names the file it is about. */
  static String about(Path file, String sentence) {
    return sentence.contains(file.toString()) ? sentence : file + ": " + sentence;
  }

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
