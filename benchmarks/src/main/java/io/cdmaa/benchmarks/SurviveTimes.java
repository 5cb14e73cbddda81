package io.cdmaa.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.cdmaa.Defaults;
import io.cdmaa.Method;
import io.cdmaa.attack.AttackSettings;
import io.cdmaa.attack.MethodAlgorithms;
import io.cdmaa.attack.Protector;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.image.Crop;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.ReadLimits;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.transform.Survival;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Compares the time of a search through transforms with one without, in turns in one process.
 * Arguments: rounds, iterations, a photo, a survival, then models. Prints processor and wall
 * seconds of each search, and the ratios of the medians. The first round is not counted, as it
 * opens the sessions.
 */
public final class SurviveTimes {
  private SurviveTimes() {}

  /** Runs the comparison. */
  public static void main(String[] args) {
    int rounds = Integer.parseInt(args[0]);
    int iterations = Integer.parseInt(args[1]);
    Photo photo = new PhotoReader(ReadLimits.DEFAULT).read(Path.of(args[2]));
    List<Survival> survivals = List.of(Survival.NONE, Survival.parse(args[3]));
    List<Path> models = Stream.of(args).skip(4).map(Path::of).toList();
    SessionFactory sessions = new SessionFactory(RuntimeSettings.cpu());
    double[][] processor = new double[2][rounds];
    double[][] wall = new double[2][rounds];
    try (GeneratorGroup group =
        GeneratorGroup.withGradient(GeneratorLoader.load(models), sessions)) {
      for (int round = -1; round < rounds; round++) {
        for (int i = 0; i < 2; i++) {
          Method method = Defaults.METHOD.withSurvive(survivals.get(i));
          double before = processorSeconds();
          long start = System.nanoTime();
          search(group, method, iterations, photo);
          if (round >= 0) {
            processor[i][round] = processorSeconds() - before;
            wall[i][round] = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                Locale.ROOT,
                "%s: processor %.2f s, wall %.2f s%n",
                survivals.get(i),
                processor[i][round],
                wall[i][round]);
          }
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "ratio of the medians: processor %.2f, wall %.2f%n",
        median(processor[1]) / median(processor[0]),
        median(wall[1]) / median(wall[0]));
  }

  private static void search(GeneratorGroup group, Method method, int iterations, Photo photo) {
    AttackSettings settings =
        MethodAlgorithms.settings(method, AttackSettings.defaults()).withIterations(iterations);
    new Protector(group, MethodAlgorithms.attack(method), settings)
        .protect(photo, new Crop(0, 0, photo.width(), photo.height()), report -> true);
  }

  private static double processorSeconds() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return system.getProcessCpuTime() / 1e9;
  }

  private static double median(double[] values) {
    double[] sorted = Arrays.stream(values).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
