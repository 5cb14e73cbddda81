package io.cdmaa.protection;

import io.cdmaa.Precision;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.MemoryBudget;
import io.cdmaa.runtime.SessionFactory;
import java.util.List;
import java.util.Optional;

/**
 * Fits generators into memory: what a plan asks of them, and what memory there is.
 *
 * @param sessions opens them
 * @param plan what is asked of them
 * @param everyDomain whether to know each domain's gradient even if the plan does not ask
 * @param concurrency how many photos are to be searched at the same time
 * @param budget of memory, if there is one
 */
public record MemoryPlanner(
    SessionFactory sessions,
    ProtectionPlan plan,
    boolean everyDomain,
    Concurrency concurrency,
    Optional<MemoryBudget> budget) {

  /** Whether memory is limited, so that nothing may be held twice. */
  public boolean scarce() {
    return budget.isPresent();
  }

  /** Whether what searches can evaluate too. */
  public boolean exact() {
    return sessions.precision() == Precision.FP32;
  }

  /** The same for a number of photos. */
  public MemoryPlanner forPhotos(int number) {
    return new MemoryPlanner(sessions, plan, everyDomain, concurrency.atMost(number), budget);
  }

  /**
   * A generator with what the plan's loss looks at.
   *
   * @throws io.cdmaa.CdmaaException naming the model, the cause and the remedy
   */
  public Generator load(Manifest manifest) {
    return GeneratorLoader.load(manifest, plan.method().loss(), sessions.cache());
  }

  /**
   * Fits generators into the budget.
   *
   * @param manifests where they came from, in the same order
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
            concurrency.batched());
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
