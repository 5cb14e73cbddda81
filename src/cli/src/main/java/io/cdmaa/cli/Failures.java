package io.cdmaa.cli;

import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Describes failures, each in one sentence. */
final class Failures {
  private static final String UNEXPECTED =
      "An unexpected error occurred in cdmaa; please report it";

  private Failures() {}

  /** Returns a human-readable description of a failure where there is no --verbose. */
  static String describeFully(Throwable failure) {
    String sentence = describe(failure);
    return sentence.startsWith(UNEXPECTED) ? UNEXPECTED + " (" + failure + ")" : sentence;
  }

  /** Returns a sentence that names the file that the failure concerns. */
  static String about(Path file, Throwable failure) {
    boolean named =
        failure instanceof CdmaaException known && known.file().filter(file::equals).isPresent();
    return named ? describe(failure) : file + ": " + describe(failure);
  }

  /** Returns whether a native library did not load, also for the initialiser of a class. */
  private static boolean isNative(Throwable failure) {
    int depth = 8;
    for (Throwable at = failure; at != null && depth > 0; at = at.getCause(), depth--) {
      if (at instanceof UnsatisfiedLinkError) {
        return true;
      }
    }
    return false;
  }

  /** Returns a human-readable description of a failure. */
  static String describe(Throwable failure) {
    if (failure instanceof CdmaaException known) {
      return known.getMessage() + Remedies.of(known.reason());
    }
    if (failure instanceof ExceptionInInitializerError && failure.getCause() != null) {
      return describe(failure.getCause());
    }
    if (failure instanceof OutOfMemoryError) {
      if (Causes.isTensorMemory(failure)) {
        return "Memory for tensors ran out; use a smaller --crop, fewer --models or"
            + " --memory-budget, or allow more, for instance"
            + " CDMAA_JAVA_OPTS=-XX:MaxDirectMemorySize=8g";
      }
      // JavaCPP's message counts physical bytes and names its own system properties.
      return "Memory ran out; use a smaller --crop or fewer --models, or give Java more, for"
          + " instance CDMAA_JAVA_OPTS=-Xmx8g";
    }
    if (failure instanceof UncheckedIOException io) {
      return "A file could not be read or written ("
          + Causes.of(io.getCause())
          + "); check the disk";
    }
    if (isNative(failure)) {
      return "A native library does not load; cdmaa needs 64-bit Linux with glibc 2.28 or newer";
    }
    return UNEXPECTED + " with the output of --verbose";
  }
}
