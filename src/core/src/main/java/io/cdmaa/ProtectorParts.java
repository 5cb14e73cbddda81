package io.cdmaa;

import io.cdmaa.attack.MethodAlgorithms;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.MemoryBudget;
import io.cdmaa.protection.Concurrency;
import io.cdmaa.protection.MemoryPlan;
import io.cdmaa.protection.MemoryPlanner;
import io.cdmaa.protection.ProtectionPlan;
import io.cdmaa.runtime.SessionFactory;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * What a {@link PhotoProtector} is put together from.
 *
 * @param manifests of its generators, at least one
 * @param sessions opens what runs them
 * @param plan what every photo goes through
 * @param lanes photos worked on at the same time, where the memory allows it
 * @param memory bytes that the process may use, if there is a limit
 */
record ProtectorParts(
    List<Manifest> manifests,
    SessionFactory sessions,
    ProtectionPlan plan,
    int lanes,
    OptionalLong memory) {

  /**
   * Loads the generators and fits them into the memory.
   *
   * @throws CdmaaException as {@link PhotoProtectorBuilder#build} says
   */
  PhotoProtector open(Consumer<? super ProtectionEvent> listener) {
    MethodAlgorithms.requireFits(plan.method(), manifests.size());
    Optional<MemoryBudget> budget =
        memory.isPresent() ? Optional.of(new MemoryBudget(memory.getAsLong())) : Optional.empty();
    MemoryPlanner planner =
        new MemoryPlanner(sessions, plan, false, new Concurrency(lanes, false), budget);
    List<Generator> generators = manifests.stream().map(planner::load).toList();
    MemoryPlan fitted = planner.fit(manifests, generators);
    return new PhotoProtector(fitted.pool(planner.exact()), plan, fitted.generators(), listener);
  }
}
