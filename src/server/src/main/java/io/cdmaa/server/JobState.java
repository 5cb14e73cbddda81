package io.cdmaa.server;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The states of a job. */
enum JobState {
  QUEUED,
  SEARCHING,
  EVALUATING,
  DONE,
  FAILED,
  CANCELLED;

  /** Returns whether nothing follows. */
  boolean ended() {
    return this == DONE || this == FAILED || this == CANCELLED;
  }

  /** Returns the name in lower case. */
  @JsonValue
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
