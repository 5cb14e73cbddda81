package io.cdmaa.server;

import io.javalin.http.Context;
import java.util.function.BooleanSupplier;

/** What those who run the service ask. */
final class Operations {
  private final BooleanSupplier ready;
  private final Metrics metrics;

  /**
   * @param ready whether photos are being protected
   */
  Operations(BooleanSupplier ready, Metrics metrics) {
    this.ready = ready;
    this.metrics = metrics;
  }

  /** The status of the process or of its lanes. */
  record Condition(String status) {}

  void health(Context ctx) {
    Answers.json(ctx, 200, new Condition("up"));
  }

  void readiness(Context ctx) {
    if (!ready.getAsBoolean()) {
      throw new Refusal(
          ProblemKind.UNAVAILABLE,
          "The service is opening its generators or about to stop; try again shortly",
          1);
    }
    Answers.json(ctx, 200, new Condition("ready"));
  }

  void metrics(Context ctx) {
    ctx.contentType("text/plain; version=0.0.4; charset=utf-8").result(metrics.text());
  }
}
