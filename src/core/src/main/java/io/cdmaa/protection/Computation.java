package io.cdmaa.protection;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.cdmaa.generator.MemoryBudget;
import io.cdmaa.mgda.Arithmetic;
import io.cdmaa.runtime.SessionFactory;
import java.util.Locale;

/**
 * What results depend on by rounding, for the record.
 *
 * @param device cpu or cuda
 * @param precision of the generators
 * @param tune how the algorithms of convolutions were chosen
 * @param arithmetic that combined the gradients: the one that was available, not the one asked for
 * @param batch photos searched in one batch, or null
 * @param everyDomain true if each domain's gradient was known though the method did not ask, or
 *     null
 * @param memoryBudget in bytes, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Computation(
    String device,
    String precision,
    String tune,
    String arithmetic,
    Integer batch,
    Boolean everyDomain,
    Long memoryBudget) {

  /** Of a single search. */
  public static Computation of(SessionFactory sessions, Arithmetic arithmetic) {
    return new Computation(
        sessions.usesCuda() ? "cuda" : "cpu",
        sessions.precision().name().toLowerCase(Locale.ROOT),
        sessions.tuning().name().toLowerCase(Locale.ROOT),
        arithmetic.available().label(),
        null,
        null,
        null);
  }

  /** Of searches as they are planned; concurrent lanes round like single searches. */
  public static Computation of(MemoryPlanner fitting, Arithmetic arithmetic) {
    Computation alone = of(fitting.sessions(), arithmetic);
    boolean batched = fitting.concurrency().batched() && fitting.concurrency().photos() > 1;
    return new Computation(
        alone.device,
        alone.precision,
        alone.tune,
        alone.arithmetic,
        batched ? fitting.concurrency().photos() : null,
        fitting.everyDomain() ? true : null,
        fitting.budget().map(MemoryBudget::bytes).orElse(null));
  }
}
