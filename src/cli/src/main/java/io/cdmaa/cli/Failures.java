package io.cdmaa.cli;

import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Describes failures, each in one sentence. */
final class Failures {
  private Failures() {}

  /** Returns a sentence that names the file that the failure concerns. */
  static String about(Path file, Throwable failure) {
    boolean named =
        failure instanceof CdmaaException known && known.file().filter(file::equals).isPresent();
    return named ? describe(failure) : file + ": " + describe(failure);
  }

  /** Returns a human-readable description of a failure. */
  static String describe(Throwable failure) {
    if (failure instanceof CdmaaException known) {
      return known.getMessage() + Remedies.of(known.reason());
    }
    if (failure instanceof OutOfMemoryError) {
      // JavaCPP's message counts physical bytes and names its own system properties.
      return "Memory ran out; use a smaller --crop or fewer --models, or give Java more, for"
          + " instance CDMAA_JAVA_OPTS=-Xmx8g";
    }
    if (failure instanceof UncheckedIOException io) {
      return "A file could not be read or written ("
          + Causes.of(io.getCause())
          + "); check the disk";
    }
    return "An unexpected error occurred in cdmaa; please report it with the output of --verbose";
  }
}
