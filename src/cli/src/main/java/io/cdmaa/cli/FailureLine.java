package io.cdmaa.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.cdmaa.CdmaaException;
import io.cdmaa.io.Json;

/**
 * The JSON output on a failure.
 *
 * @param photo the photo that failed; absent if the failure concerns no single photo
 * @param model the model that failed; absent if the failure concerns no single model
 * @param status "failed", or "model left out" for a model that a run does without
 * @param error a sentence
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record FailureLine(String photo, String model, String status, String error) {
  /** Returns a failure that concerns neither a single photo nor a single model. */
  static FailureLine of(String sentence) {
    return new FailureLine(null, null, "failed", sentence);
  }

  /** Prints the failure of a model on standard error and, with {@code --json}, as a result. */
  static void ofModel(Console console, OutputOptions print, CdmaaException problem) {
    String sentence = Failures.describe(problem);
    console.error(sentence);
    if (print.json()) {
      String file = problem.file().map(Object::toString).orElse(null);
      console.out().println(Json.line(new FailureLine(null, file, "failed", sentence)));
    }
  }
}
