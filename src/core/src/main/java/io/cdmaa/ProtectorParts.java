package io.cdmaa;

import io.cdmaa.attack.IterationReport;
import io.cdmaa.attack.MethodAlgorithms;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorSession.Gradients;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.MemoryBudget;
import io.cdmaa.generator.ModelCheck;
import io.cdmaa.image.Encoding;
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
 * The parts of a protector, assembled by its builder.
 *
 * @param manifests the manifests of the generators
 * @param planner fits the generators into memory
 * @param arithmetic aggregates gradients
 * @param listener receives the events
 */
record ProtectorParts(
    List<Manifest> manifests,
    MemoryPlanner planner,
    Arithmetic arithmetic,
    Consumer<? super ProtectionEvent> listener) {
  /**
   * @throws CdmaaException if there is no generator or fewer than the method needs
   */
  ProtectorParts {
    if (manifests.isEmpty()) {
      throw new CdmaaException(
          ErrorReason.SETTING, "No model is named; add at least one generator");
    }
    MethodAlgorithms.requireFits(planner.plan().method(), manifests.size());
    planner.plan().requireStartFor(manifests);
  }

  /**
   * Creates the parts, with the planner derived from plan and sessions.
   *
   * @param arithmetic the name of the arithmetic; the default depends on the device
   * @throws CdmaaException if there is no such arithmetic
   */
  static ProtectorParts of(
      ModelSources models,
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
    List<Manifest> manifests = models.usable(manifest -> attackable(manifest, planner));
    return new ProtectorParts(manifests, planner, chosen, listener);
  }

  /** Checks and returns a number of lanes. */
  static int lanes(int number) {
    if (number < 1 || number > 64) {
      throw new CdmaaException(
          ErrorReason.SETTING, number + " lanes cannot be opened; choose 1 to 64");
    }
    return number;
  }

  /** Checks and returns a memory budget. */
  static MemoryBudget budget(long bytes) {
    if (bytes <= 0) {
      throw new CdmaaException(
          ErrorReason.SETTING,
          "A memory budget of " + bytes + " bytes is too small; it must be above 0");
    }
    return new MemoryBudget(bytes);
  }

  /** Returns a copy for files of the given encoding. */
  ProtectorParts writtenAs(Encoding encoding) {
    return new ProtectorParts(manifests, planner.writtenAs(encoding), arithmetic, listener);
  }

  /**
   * Rejects models in memory.
   *
   * @throws CdmaaException if there is one
   */
  void requireFiles() {
    if (manifests.stream().anyMatch(manifest -> manifest.content().isPresent())) {
      throw new CdmaaException(
          ErrorReason.SETTING,
          "A batch identifies models by their files; give models by path instead of in memory");
    }
  }

  List<Generator> generators() {
    return manifests.stream().map(manifest -> attackable(manifest, planner)).toList();
  }

  private static Generator attackable(Manifest manifest, MemoryPlanner planner) {
    Generator generator = planner.load(manifest);
    ModelCheck.requireReaction(manifest, generator, planner.sessions());
    if (!generator.queryOnly() && planner.plan().gradients(false) != Gradients.NONE) {
      ModelCheck.requireGradient(generator, planner.sessions());
    }
    return generator;
  }

  PhotoProtector protector() {
    MemoryPlan fitted = planner.fit(manifests, generators());
    return new PhotoProtector(
        fitted.pool(planner.exact()), planner.plan(), fitted.generators(), listener);
  }

  BatchSummary protectAll(List<Path> photos, Path folder, CancellationToken token) {
    return new FolderBatch(this).run(photos, folder, token);
  }

  /**
   * Returns the event for one more evaluation of the generators.
   *
   * @param iteration number of steps so far
   * @param iterations number of planned steps
   */
  static ProtectionEvent.Iterated iterated(
      String photo,
      IterationReport report,
      int iteration,
      int iterations,
      List<Generator> generators) {
    Map<String, Double> losses = new LinkedHashMap<>();
    for (int j = 0; j < generators.size(); j++) {
      losses.put(generators.get(j).name(), report.losses().mean(j));
    }
    return new ProtectionEvent.Iterated(
        photo, iteration, iterations, Collections.unmodifiableMap(losses));
  }
}
