package io.cdmaa.server;

import io.javalin.http.Context;

/** Writes answers. */
final class Answers {
  private Answers() {}

  static void json(Context ctx, int status, Object value) {
    ctx.status(status).contentType("application/json").result(Json.bytes(value));
  }

  static void problem(Context ctx, Problem problem) {
    ctx.status(problem.status())
        .contentType("application/problem+json")
        .result(Json.bytes(problem));
  }

  static void refusal(Context ctx, Refusal refusal) {
    refusal.retryAfter().ifPresent(s -> ctx.header("Retry-After", Long.toString(s)));
    problem(ctx, Problem.of(refusal.kind(), refusal.getMessage()));
  }
}
