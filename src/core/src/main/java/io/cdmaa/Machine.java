package io.cdmaa;

import io.cdmaa.generator.MemoryBudget;
import io.cdmaa.protection.Concurrency;
import io.cdmaa.protection.ProtectionPlan;
import io.cdmaa.runtime.GraphCache;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.runtime.Tuning;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** What a builder says of the machine: the device, its threads, lanes and memory, and the cache. */
final class Machine {
  private RuntimeSettings runtime = RuntimeSettings.cpu();
  private Optional<String> arithmetic = Optional.empty();
  private int lanes = 1;
  private Optional<MemoryBudget> memory = Optional.empty();
  private Optional<GraphCache> cache = Optional.empty();

  void device(Device device) {
    runtime = new RuntimeSettings(device, runtime.threads(), runtime.tuning(), runtime.precision());
  }

  void precision(Precision precision) {
    runtime = runtime.withPrecision(precision);
  }

  void tuning(Tuning tuning) {
    runtime = runtime.withTuning(tuning);
  }

  void threads(int number) {
    runtime = runtime.withThreads(number);
  }

  void arithmetic(String name) {
    arithmetic = Optional.of(name);
  }

  void lanes(int number) {
    lanes = ProtectorParts.lanes(number);
  }

  void memory(long bytes) {
    memory = Optional.of(ProtectorParts.budget(bytes));
  }

  void cache(Path folder) {
    cache = Optional.of(GraphCache.in(folder, GraphCache.DEFAULT_BYTES));
  }

  void withoutCache() {
    cache = Optional.of(GraphCache.off());
  }

  /** Assembles a protector's parts for these generators. */
  ProtectorParts parts(
      ModelSources models, ProtectionPlan plan, Consumer<? super ProtectionEvent> listener) {
    SessionFactory sessions = new SessionFactory(runtime, cache.orElseGet(GraphCache::ofUser));
    Concurrency each = new Concurrency(lanes, false);
    return ProtectorParts.of(models, sessions, plan, arithmetic, each, memory, listener);
  }
}
