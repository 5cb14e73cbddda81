package io.cdmaa.spark;

import java.io.Serializable;

/**
 * What became of a photo.
 *
 * @param photo its address
 * @param output the address of the protected photo; null if there is none
 * @param status protected, weak, ineffective, unchanged or unevaluated as in its record; skipped if
 *     an earlier run had protected it; failed; or {@link #STOP}
 * @param outcome as in its record, under what is required now; null if it failed
 * @param attackRate share of its fakes that are broken; null if it failed or has no verdict
 * @param message why it failed; null if it did not
 * @param seconds that its task took
 * @param attempt number of the task's attempt, from 0
 * @param host where the task ran
 * @param record the text of its record; null if it failed
 */
record PhotoRow(
    String photo,
    String output,
    String status,
    String outcome,
    Double attackRate,
    String message,
    double seconds,
    int attempt,
    String host,
    String record)
    implements Serializable {
  static final String SKIPPED = "skipped";
  static final String FAILED = "failed";

  /** No photo can be protected, for instance because a model does not load. */
  static final String STOP = "stop";

  boolean failed() {
    return status.equals(FAILED);
  }
}
