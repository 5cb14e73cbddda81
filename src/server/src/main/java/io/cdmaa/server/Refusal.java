package io.cdmaa.server;

import java.util.OptionalLong;

/** A request that is not fulfilled, with the reason in one sentence for the client. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ProblemKind kind;
  private final long retryAfter;

  Refusal(ProblemKind kind, String sentence) {
    this(kind, sentence, -1);
  }

  /**
   * @param retryAfter seconds after which another attempt may succeed
   */
  Refusal(ProblemKind kind, String sentence, long retryAfter) {
    super(sentence);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  ProblemKind kind() {
    return kind;
  }

  OptionalLong retryAfter() {
    return retryAfter < 0 ? OptionalLong.empty() : OptionalLong.of(retryAfter);
  }
}
