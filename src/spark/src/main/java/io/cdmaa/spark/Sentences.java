package io.cdmaa.spark;

import io.cdmaa.cli.ProtectorOptions;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Describes failures, each in one sentence. */
final class Sentences {
  private Sentences() {}

  /** Returns a sentence; of a failure that nobody expects, with the failure itself. */
  static String of(Throwable failure) {
    if (failure instanceof InputException) {
      return failure.getMessage();
    }
    if (failure instanceof IOException io) {
      return ProtectorOptions.sentence(new UncheckedIOException(io));
    }
    return ProtectorOptions.sentence(failure);
  }
}
