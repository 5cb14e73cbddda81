package io.cdmaa.cli;

import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** One sentence per failure. */
final class Failures {
  private Failures() {}

  /** A sentence that names the file it is about. */
  static String about(Path file, Throwable failure) {
    boolean named =
        failure instanceof CdmaaException known && known.file().filter(file::equals).isPresent();
    return named ? describe(failure) : file + ": " + describe(failure);
  }

  /** What went wrong, for a person. */
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
    return "Something failed inside cdmaa that it did not foresee; please report it with what"
        + " --verbose prints";
  }
}
