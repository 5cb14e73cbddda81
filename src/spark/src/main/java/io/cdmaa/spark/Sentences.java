package io.cdmaa.spark;

import io.cdmaa.CdmaaException;
import io.cdmaa.cli.ProtectorOptions;
import picocli.CommandLine.ParameterException;

/** Describes failures, each in one sentence. */
final class Sentences {
  private Sentences() {}

  /** Returns a sentence; of a failure that has none of its own, with the failure itself. */
  static String of(Throwable failure) {
    if (failure instanceof InputException) {
      return failure.getMessage();
    }
    String sentence = ProtectorOptions.sentence(failure);
    return failure instanceof CdmaaException || failure instanceof ParameterException
        ? sentence
        : sentence + " (" + failure + ")";
  }
}
