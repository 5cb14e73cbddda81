package io.cdmaa.protection;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cdmaa.generator.MemoryBudget;
import io.cdmaa.mgda.Arithmetic;
import io.cdmaa.runtime.SessionFactory;
import java.util.Locale;

/** The parts of the computation that affect the rounding of results, for the record. */
public final class Computation {
  private Computation() {}

  /** Returns those of a search on its own. */
  public static ObjectNode of(SessionFactory sessions, Arithmetic arithmetic) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("device", sessions.usesCuda() ? "cuda" : "cpu");
    node.put("precision", sessions.precision().name().toLowerCase(Locale.ROOT));
    node.put("tune", sessions.tuning().name().toLowerCase(Locale.ROOT));
    node.put("arithmetic", arithmetic.label());
    return node;
  }

  /** Returns those of searches as the planner fits them; lanes round like searches on their own. */
  public static ObjectNode of(MemoryPlanner fitting, Arithmetic arithmetic) {
    ObjectNode node = of(fitting.sessions(), arithmetic);
    if (fitting.concurrency().batched() && fitting.concurrency().photos() > 1) {
      node.put("batch", fitting.concurrency().photos());
    }
    if (fitting.everyDomain()) {
      node.put("everyDomain", true);
    }
    fitting.budget().map(MemoryBudget::bytes).ifPresent(bytes -> node.put("memoryBudget", bytes));
    return node;
  }
}
