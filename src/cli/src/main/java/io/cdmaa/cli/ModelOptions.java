package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.generator.Loss;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.MemoryBudget;
import io.cdmaa.generator.ModelLocator;
import io.cdmaa.generator.ModelWatch;
import io.cdmaa.protection.MemoryPlanner;
import io.cdmaa.protection.ProtectionPlan;
import io.cdmaa.runtime.GraphCache;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.runtime.Tuning;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Which generators, and where they run. */
final class ModelOptions {
  @Option(
      names = {"-m", "--models"},
      paramLabel = "PATH",
      arity = "1..*",
      required = true,
      parameterConsumer = ModelPathConsumer.class,
      description =
          "Generators: ONNX files, manifests (.yaml) or folders of them, or 'bundled' for those of the"
              + " demonstration. Takes every following"
              + " model or folder, so name folders of photos before it.")
  private final List<Path> models = new ArrayList<>();

  @Option(
      names = "--query",
      paramLabel = "MODEL",
      description =
          "This model may only be queried (its name, or its file's; 'all' for every one), as"
              + " 'access: query' in its manifest says too. May be repeated.")
  private final List<String> queryOnly = new ArrayList<>();

  @Mixin private DeviceOptions hardware;

  @Option(
      names = "--tune",
      paramLabel = "HOW",
      defaultValue = "off",
      description =
          "How each convolution's algorithm is chosen on the CPU: off (fixed rules, the same"
              + " graph everywhere), fast or full (measured on this machine and kept), plain (the"
              + " operators as they stand, least memory). Default: ${DEFAULT-VALUE}.")
  private Tuning tuning;

  @Mixin private CacheOption cache;

  /** The paths as they were named. */
  List<Path> paths() {
    return List.copyOf(models);
  }

  /**
   * The manifests behind the paths.
   *
   * @param before what was there before they were read
   * @param manifests with what the options say besides them
   */
  record Found(ModelWatch.Sight before, List<Manifest> manifests) {}

  /** The manifests behind the paths, for a watch that goes on from there. */
  Found found() {
    ModelWatch.Sight before = ModelWatch.look(models);
    return new Found(before, manifests());
  }

  /** The same, going on after what is wrong. */
  Found found(Consumer<CdmaaException> problems) {
    ModelWatch.Sight before = ModelWatch.look(models);
    return new Found(before, manifests(problems));
  }

  /** The manifests behind the paths. */
  List<Manifest> manifests() {
    return manifests(
        problem -> {
          throw problem;
        });
  }

  private List<Manifest> manifests(Consumer<CdmaaException> problems) {
    List<Manifest> manifests = ModelLocator.find(models, problems);
    for (String name : queryOnly) {
      if (manifests.stream().noneMatch(manifest -> isNamed(manifest, name))) {
        throw new CdmaaException(
            ErrorReason.COMMAND,
            "--query names no model '" + name + "'; use its name or file name, or 'all'");
      }
    }
    return manifests.stream().map(this::amended).toList();
  }

  /** A manifest with what the options say besides it. */
  Manifest amended(Manifest manifest) {
    return queryOnly.stream().anyMatch(name -> isNamed(manifest, name))
        ? manifest.queryOnly()
        : manifest;
  }

  private static boolean isNamed(Manifest manifest, String name) {
    String file = manifest.onnx().getFileName().toString();
    return name.equalsIgnoreCase("all")
        || manifest.name().filter(name::equalsIgnoreCase).isPresent()
        || file.equalsIgnoreCase(name)
        || file.equalsIgnoreCase(name + ".onnx");
  }

  /** What opens sessions. */
  SessionFactory sessions(CommandSpec spec) {
    return new SessionFactory(hardware.settings(spec).withTuning(tuning), cache.cache())
        .whenOpened(Heap::giveBack);
  }

  /** What opens the sessions of a plan, within a budget of memory; null for none. */
  MemoryPlanner fitting(
      CommandSpec spec,
      ProtectionPlan plan,
      boolean everyDomain,
      ConcurrencyOptions abreast,
      ArithmeticOption arithmetic,
      MemorySize budget) {
    SessionFactory sessions = sessions(spec);
    return new MemoryPlanner(
        sessions,
        plan.with(arithmetic.supplier(sessions)),
        everyDomain,
        abreast.choice(spec, sessions.usesCuda()),
        Optional.ofNullable(budget).map(size -> new MemoryBudget(size.bytes())));
  }

  /** Loads generators and says what was guessed about them. */
  static List<Generator> load(
      List<Manifest> manifests, GraphCache cache, Console console, OutputOptions output) {
    return load(manifests, Loss.mse(), cache, console, output);
  }

  /** Loads generators with what a loss looks at, and says what was guessed about them. */
  static List<Generator> load(
      List<Manifest> manifests,
      Loss loss,
      GraphCache cache,
      Console console,
      OutputOptions output) {
    List<Generator> generators =
        manifests.stream().map(manifest -> GeneratorLoader.load(manifest, loss, cache)).toList();
    output.noteAssumptions(console, generators);
    return generators;
  }
}
