package io.cdmaa.server;

import io.cdmaa.ProtectionEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

/** What a service counts, for Prometheus. Holds no name of a photo, no job and no client. */
final class Metrics implements AutoCloseable {
  private static final long PAGE = 4096;

  /** Clients may invent methods, which must not become series. */
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "DELETE");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Counter iterations =
      Counter.builder("cdmaa.iterations").description("Iterations of searches").register(registry);

  Metrics() {
    new JvmMemoryMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    gauge("process.resident.memory.bytes", "Memory of the process", Metrics::residentBytes);
  }

  /** Shows a value at the time of each request for it. */
  void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  void heard(ProtectionEvent event) {
    if (event instanceof ProtectionEvent.Iterated) {
      iterations.increment();
    }
  }

  /**
   * Counts the end of a job.
   *
   * @param outcome that of the photo, failed or cancelled
   */
  void ended(String outcome, double seconds) {
    Timer.builder("cdmaa.photo")
        .description("Time to protect a photo, without its wait")
        .tag("outcome", outcome)
        .serviceLevelObjectives(
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5))
        .register(registry)
        .record(Duration.ofNanos(Math.round(seconds * 1e9)));
  }

  /** Counts an answer. */
  void answered(String method, int status) {
    Counter.builder("cdmaa.requests")
        .description("Answers to requests")
        .tag("method", METHODS.contains(method) ? method : "other")
        .tag("status", Integer.toString(status))
        .register(registry)
        .increment();
  }

  /** Returns all values in the text format of Prometheus. */
  String text() {
    return registry.scrape();
  }

  /** Returns the resident memory on Linux, elsewhere 0. */
  private static long residentBytes() {
    try {
      String pages = Files.readString(Path.of("/proc/self/statm"), StandardCharsets.US_ASCII);
      return Long.parseLong(pages.split(" ", -1)[1]) * PAGE;
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    registry.close();
  }
}
