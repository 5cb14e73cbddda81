package io.cdmaa;

import io.cdmaa.attack.IterationReport;
import io.cdmaa.attack.MethodAlgorithms;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.Manifest;
import io.cdmaa.mgda.Arithmetic;
import io.cdmaa.protection.MemoryPlan;
import io.cdmaa.protection.MemoryPlanner;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
