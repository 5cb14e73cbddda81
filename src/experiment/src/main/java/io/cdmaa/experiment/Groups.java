package io.cdmaa.experiment;

import io.cdmaa.Precision;
import io.cdmaa.attack.MethodAlgorithms;
import io.cdmaa.evaluation.FakeMetrics;
import io.cdmaa.evaluation.Metric;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.generator.GeneratorSession.Gradients;
import io.cdmaa.generator.Loss;
import io.cdmaa.generator.Manifest;
import io.cdmaa.runtime.SessionFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The generators' sessions of one run, opened on first use: one group per kind of gradient and loss
 * that its settings need, shared by all trials.
 */
public final class Groups implements AutoCloseable {
  private final List<Manifest> manifests;
  private final List<Generator> generators;
  private final SessionFactory factory;
  private final Map<Kind, GeneratorGroup> open = new LinkedHashMap<>();

  private FakeMetrics metrics;

  private record Kind(Gradients gradients, Loss loss) {}

  /**
   * @param manifests the manifests of the attacked group
   * @param generators the generators loaded from them
   * @param factory opens sessions
   */
  public Groups(List<Manifest> manifests, List<Generator> generators, SessionFactory factory) {
    this.manifests = List.copyOf(manifests);
    this.generators = List.copyOf(generators);
    this.factory = factory;
  }

  /** Returns the number of generators. */
  int size() {
    return generators.size();
  }

  /** Returns a group whose sessions provide the gradients that a plan needs. */
  GeneratorGroup of(Plan plan) {
    return of(new Kind(MethodAlgorithms.gradients(plan.method()), plan.method().loss()));
  }

  private GeneratorGroup of(Kind kind) {
    return open.computeIfAbsent(
        kind, k -> new GeneratorGroup(loaded(k.loss()), factory, k.gradients(), k.loss()));
  }

  /** A latent loss compares a tensor that optimisation removes for other losses. */
  private List<Generator> loaded(Loss loss) {
    return loss instanceof Loss.Latent
        ? manifests.stream()
            .map(manifest -> GeneratorLoader.load(manifest, loss, factory.cache()))
            .toList()
        : generators;
  }

  /** Returns a group that produces exact fakes: an open one, or else one without gradients. */
  GeneratorGroup forFakes() {
    boolean exact = factory.precision() == Precision.FP32;
    return open.entrySet().stream()
        .filter(entry -> entry.getKey().gradients() != Gradients.PER_DOMAIN)
        .filter(entry -> exact || entry.getKey().gradients() == Gradients.NONE)
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseGet(() -> of(new Kind(Gradients.NONE, Loss.mse())));
  }

  /**
   * Returns the opened metrics of the run; they are opened at the first call.
   *
   * @param chosen the same at every call
   */
  FakeMetrics metrics(List<Metric> chosen) {
    if (metrics == null) {
      metrics = new FakeMetrics(chosen, factory.exact());
    }
    return metrics;
  }

  @Override
  public void close() {
    if (metrics != null) {
      metrics.close();
      metrics = null;
    }
    open.values().forEach(GeneratorGroup::close);
    open.clear();
  }
}
