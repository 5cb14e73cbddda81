package io.cdmaa.protection;

import io.cdmaa.Precision;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.MemoryBudget;
import io.cdmaa.image.Encoding;
import io.cdmaa.runtime.SessionFactory;
import java.util.List;
import java.util.Optional;

/**
 * Fits generators into memory, given what a plan requires of them and how much memory there is.
 *
 * @param sessions opens the sessions
 * @param plan determines what sessions compute
 * @param everyDomain whether to compute each domain's gradient even if the plan does not need it
 * @param concurrency how many photos are to be searched at the same time
 * @param budget the memory budget, if any
 */
public record MemoryPlanner(
    SessionFactory sessions,
    ProtectionPlan plan,
    boolean everyDomain,
    Concurrency concurrency,
    Optional<MemoryBudget> budget) {

  /** Returns whether memory is limited, so that nothing may be held twice. */
  public boolean scarce() {
    return budget.isPresent();
  }

  /** Returns whether the sessions that search can also evaluate. */
  public boolean exact() {
    return sessions.precision() == Precision.FP32;
  }

  /** Returns a copy for files of the given encoding. */
  public MemoryPlanner writtenAs(Encoding encoding) {
    return new MemoryPlanner(sessions, plan.writtenAs(encoding), everyDomain, concurrency, budget);
  }

  /** Returns a copy for the given number of photos. */
  public MemoryPlanner forPhotos(int number) {
    return new MemoryPlanner(sessions, plan, everyDomain, concurrency.atMost(number), budget);
  }

  /**
   * Loads a generator with the tensor that the plan's loss compares.
   *
   * @throws io.cdmaa.CdmaaException naming the model, the cause and the remedy
   */
  public Generator load(Manifest manifest) {
    return GeneratorLoader.load(manifest, plan.method().loss(), sessions.cache());
  }

  /**
   * Fits generators into the budget.
   *
   * @param manifests the generators' manifests, in the same order
   * @throws io.cdmaa.CdmaaException if even one domain at a time does not fit
   */
  public MemoryPlan fit(List<Manifest> manifests, List<Generator> generators) {
    if (budget.isEmpty()) {
      List<Generator> wide =
          concurrency.batched() && concurrency.photos() > 1
              ? manifests.stream().map(manifest -> load(manifest, concurrency.photos())).toList()
              : generators;
      return new MemoryPlan(plan, generators, concurrency, wide, sessions, everyDomain, List.of());
    }
    MemoryBudget.Demand demand =
        new MemoryBudget.Demand(
            plan.gradients(everyDomain),
            plan.method().loss(),
            sessions.tuning(),
            concurrency.photos(),
            concurrency.batched(),
            plan.settings().survive(),
            sessions.precision() == Precision.BF16);
    MemoryBudget.Fitted fitted = budget.get().fit(manifests, generators, demand, sessions.cache());
    return new MemoryPlan(
        plan,
        fitted.generators(),
        concurrency.atMost(fitted.photos()),
        fitted.wide(),
        sessions.withTuning(fitted.tuning()),
        everyDomain,
        fitted.notes());
  }

  private Generator load(Manifest manifest, int photos) {
    return GeneratorLoader.forPhotos(manifest, plan.method().loss(), sessions.cache(), photos);
  }
}
