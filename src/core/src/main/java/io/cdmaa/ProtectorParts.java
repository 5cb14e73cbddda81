package io.cdmaa;

import io.cdmaa.attack.IterationReport;
import io.cdmaa.attack.MethodAlgorithms;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.MemoryBudget;
import io.cdmaa.mgda.Arithmetic;
import io.cdmaa.protection.Concurrency;
import io.cdmaa.protection.MemoryPlan;
import io.cdmaa.protection.MemoryPlanner;
import io.cdmaa.protection.ProtectionPlan;
import io.cdmaa.runtime.SessionFactory;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a builder has described.
 *
 * @param manifests of the generators
 * @param planner fits them into memory
 * @param arithmetic what gradients are combined with
 * @param listener told what happens
 */
record ProtectorParts(
    List<Manifest> manifests,
    MemoryPlanner planner,
    Arithmetic arithmetic,
    Consumer<? super ProtectionEvent> listener) {
  /** Checks that there is a generator, and as many as the method needs. */
  ProtectorParts {
    if (manifests.isEmpty()) {
      throw new CdmaaException(
          ErrorReason.SETTING, "No model is named; add at least one generator");
    }
    MethodAlgorithms.requireFits(planner.plan().method(), manifests.size());
  }

  /**
   * The parts with what a plan and sessions make of the rest.
   *
   * @param arithmetic the name of what gradients are combined with; by default what suits the
   *     device
   * @throws CdmaaException if there is no such arithmetic
   */
  static ProtectorParts of(
      List<Manifest> manifests,
      SessionFactory sessions,
      ProtectionPlan plan,
      Optional<String> arithmetic,
      Concurrency concurrency,
      Optional<MemoryBudget> memory,
      Consumer<? super ProtectionEvent> listener) {
    Arithmetic chosen =
        arithmetic.map(Arithmetic::named).orElseGet(() -> Arithmetic.usual(sessions.usesCuda()));
    MemoryPlanner planner =
        new MemoryPlanner(sessions, plan.with(chosen.supplier()), false, concurrency, memory);
    return new ProtectorParts(manifests, planner, chosen, listener);
  }

  /** A number of lanes, checked. */
  static int lanes(int number) {
    if (number < 1 || number > 64) {
      throw new CdmaaException(
          ErrorReason.SETTING, number + " lanes cannot be opened; choose 1 to 64");
    }
    return number;
  }

  /** A memory budget, checked. */
  static MemoryBudget budget(long bytes) {
    if (bytes <= 0) {
      throw new CdmaaException(
          ErrorReason.SETTING, "A memory budget of " + bytes + " bytes is none; give more");
    }
    return new MemoryBudget(bytes);
  }

  List<Generator> generators() {
    return manifests.stream().map(planner::load).toList();
  }

  PhotoProtector protector() {
    MemoryPlan fitted = planner.fit(manifests, generators());
    return new PhotoProtector(
        fitted.pool(planner.exact()), planner.plan(), fitted.generators(), listener);
  }

  BatchSummary protectAll(List<Path> photos, Path folder, CancellationToken token) {
    return new FolderBatch(this).run(photos, folder, token);
  }

  /** One more evaluation of generators, for a listener. */
  static ProtectionEvent.Iterated iterated(
      String photo, IterationReport report, int iterations, List<Generator> generators) {
    Map<String, Double> losses = new LinkedHashMap<>();
    for (int j = 0; j < generators.size(); j++) {
      losses.put(generators.get(j).name(), report.losses().mean(j));
    }
    return new ProtectionEvent.Iterated(
        photo, report.iteration(), iterations, Collections.unmodifiableMap(losses));
  }
}
