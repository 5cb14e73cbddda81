package io.cdmaa.protection;

import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.GeneratorSession;
import io.cdmaa.generator.Loss;
import io.cdmaa.generator.ParallelSearch;
import io.cdmaa.runtime.SessionFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Generators fitted into memory, and the groups of sessions created from them.
 *
 * @param plan determines what sessions compute
 * @param generators in the given order
 * @param concurrency how many photos are searched at the same time
 * @param wide the same generators, fitted for that many photos
 * @param factory opens their sessions
 * @param everyDomain whether to compute each domain's gradient even if the plan does not need it
 * @param notes sentences on what was given up to save memory
 */
public record MemoryPlan(
    ProtectionPlan plan,
    List<Generator> generators,
    Concurrency concurrency,
    List<Generator> wide,
    SessionFactory factory,
    boolean everyDomain,
    List<String> notes) {
  /** Copies the lists. */
  public MemoryPlan {
    generators = List.copyOf(generators);
    wide = List.copyOf(wide);
    notes = List.copyOf(notes);
  }

  /** Opens a group that searches one photo at a time. */
  public GeneratorGroup forSearch() {
    return plan.group(generators, factory, everyDomain);
  }

  /** Opens the groups for concurrent searches; empty if photos are searched one at a time. */
  public Optional<ParallelSearch> lanes() {
    if (concurrency.photos() == 1) {
      return Optional.empty();
    }
    GeneratorSession.Gradients gradients = plan.gradients(everyDomain);
    Loss loss = plan.method().loss();
    return Optional.of(
        concurrency.batched()
            ? ParallelSearch.batched(concurrency.photos(), wide, factory, gradients, loss)
            : ParallelSearch.independent(concurrency.photos(), wide, factory, gradients, loss));
  }

  /** Opens a group that only produces fakes. */
  public GeneratorGroup forFakes() {
    return GeneratorGroup.forward(generators, factory);
  }

  /**
   * Creates a pool of independent sessions for callers on several threads, each with its share of
   * the threads.
   */
  public SessionPool pool(boolean exact) {
    int lanes = concurrency.photos();
    SessionFactory part =
        lanes == 1 ? factory : factory.withThreads(Math.max(1, factory.threads() / lanes));
    List<SessionPool.Lane> open = new ArrayList<>();
    for (int i = 0; i < lanes; i++) {
      GeneratorGroup searching = plan.group(generators, part, everyDomain);
      open.add(
          new SessionPool.Lane(
              plan, searching, exact ? searching : GeneratorGroup.forward(generators, part)));
    }
    return new SessionPool(open);
  }
}
