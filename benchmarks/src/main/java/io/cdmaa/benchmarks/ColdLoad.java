package io.cdmaa.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.cdmaa.Device;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.generator.GeneratorSession;
import io.cdmaa.generator.Loss;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ModelLocator;
import io.cdmaa.generator.PhotoShape;
import io.cdmaa.runtime.GraphCache;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Loads a generator and opens its gradient session, each time with an empty cache, and prints the
 * processor time of the process that each took, in milliseconds; benchmarks/cold_load starts it.
 * Uses nothing but what versions to be compared have in common.
 */
final class ColdLoad {
  private static final int SIDE = 128;
  private static final long CACHE_BYTES = 1L << 30;

  private ColdLoad() {}

  /**
   * @param args a folder with a generator, and how often to load it
   */
  public static void main(String[] args) throws IOException {
    Manifest manifest = ModelLocator.find(List.of(Path.of(args[0]))).get(0);
    for (int load = 0; load < Integer.parseInt(args[1]); load++) {
      Path folder = Files.createTempDirectory("cdmaa-cold");
      try {
        GraphCache cache = GraphCache.in(folder, CACHE_BYTES);
        SessionFactory factory = new SessionFactory(new RuntimeSettings(Device.CPU, 1), cache);
        double start = processorMilliseconds();
        Generator generator = GeneratorLoader.load(manifest, Loss.mse(), cache);
        GeneratorSession.withGradient(generator, new PhotoShape(3, SIDE, SIDE), factory).close();
        System.out.printf(Locale.ROOT, "%.0f%n", processorMilliseconds() - start);
      } finally {
        remove(folder);
      }
    }
  }

  private static double processorMilliseconds() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1e6;
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
