package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.PhotoProtectorBuilder;
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
import io.cdmaa.runtime.RuntimeSettings;
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

/** The options for the generators and the device that they run on. */
final class ModelOptions {
  @Option(
      names = {"-m", "--models"},
      paramLabel = "PATH",
      arity = "1..*",
      required = true,
      parameterConsumer = ModelPathConsumer.class,
      description =
          "Generators: ONNX files, manifests (.yaml) or folders of them, or 'bundled' for the"
              + " demonstration generators. Takes every model or folder that follows, so name"
              + " folders of photos before it.")
  private final List<Path> models = new ArrayList<>();

  @Option(
      names = "--query",
      paramLabel = "MODEL",
      description =
          "Treat this model as query-only (its name or file name; 'all' for every model), like"
              + " 'access: query' in its manifest. May be repeated.")
  private final List<String> queryOnly = new ArrayList<>();

  @Mixin private DeviceOptions hardware;

  @Option(
      names = "--tune",
      paramLabel = "HOW",
      defaultValue = "off",
      description =
          "How each convolution's algorithm is chosen on the CPU: off (fixed rules, the same graph"
              + " everywhere), fast or full (measured on this machine and cached), plain (the"
              + " original operators, least memory). Default: ${DEFAULT-VALUE}.")
  private Tuning tuning;

  @Mixin private CacheOption cache;

  /** Returns the paths as they were given. */
  List<Path> paths() {
    return List.copyOf(models);
  }

  /**
   * The manifests found at the paths.
   *
   * @param before the state of the files before they were read
   * @param manifests the manifests, amended by the options
   */
  record Found(ModelWatch.Sight before, List<Manifest> manifests) {}

  /** Returns the manifests at the paths, for a watch that continues from there. */
  Found found() {
    ModelWatch.Sight before = ModelWatch.look(models);
    return new Found(before, manifests());
  }

  /** The same, but continues after a problem. */
  Found found(Consumer<CdmaaException> problems) {
    ModelWatch.Sight before = ModelWatch.look(models);
    return new Found(before, manifests(problems));
  }

  /** Returns the manifests at the paths. */
  List<Manifest> manifests() {
    return manifests(
        problem -> {
          throw problem;
        });
  }

  private List<Manifest> manifests(Consumer<CdmaaException> problems) {
    List<Manifest> manifests = ModelLocator.find(models, problems);
    for (String name : queryOnly) {
      if (manifests.stream().noneMatch(manifest -> manifest.isNamed(name))) {
        throw new CdmaaException(
            ErrorReason.COMMAND,
            "--query names no model '" + name + "'; use its name or file name, or 'all'");
      }
    }
    return manifests.stream().map(this::amended).toList();
  }

  /** Returns those names of query-only models that name one of the models with these files. */
  List<String> queried(List<Path> files) {
    List<Manifest> used =
        ModelLocator.find(models, problem -> {}).stream()
            .filter(manifest -> files.contains(manifest.onnx()))
            .toList();
    return queryOnly.stream()
        .filter(name -> used.stream().anyMatch(manifest -> manifest.isNamed(name)))
        .toList();
  }

  /** Returns a manifest amended by the options. */
  Manifest amended(Manifest manifest) {
    return queryOnly.stream().anyMatch(name -> manifest.isNamed(name))
        ? manifest.queryOnly()
        : manifest;
  }

  /** Sets the models and the device of a protector. */
  void configure(PhotoProtectorBuilder builder, CommandSpec spec) {
    RuntimeSettings settings = hardware.settings(spec);
    builder
        .models(models.toArray(Path[]::new))
        .queryOnly(queryOnly.toArray(String[]::new))
        .device(settings.device())
        .threads(settings.threads())
        .tuning(tuning);
    cache.configure(builder);
  }

  /** Returns the number of threads that was asked for; 0 for one per core. */
  int threads(CommandSpec spec) {
    return hardware.settings(spec).threads();
  }

  /** Returns the factory that opens sessions in float32. */
  SessionFactory sessions(CommandSpec spec) {
    return sessions(hardware.settings(spec));
  }

  /** Returns the factory that opens the sessions of a search. */
  SessionFactory sessions(CommandSpec spec, PrecisionOption precision) {
    return sessions(precision.of(hardware.settings(spec)));
  }

  private SessionFactory sessions(RuntimeSettings settings) {
    return new SessionFactory(settings.withTuning(tuning), cache.cache())
        .whenOpened(Heap::giveBack);
  }

  /**
   * Returns the planner that opens the sessions of a plan within a memory budget; null for none.
   */
  MemoryPlanner fitting(
      CommandSpec spec,
      ProtectionPlan plan,
      PrecisionOption precision,
      boolean everyDomain,
      ConcurrencyOptions abreast,
      ArithmeticOption arithmetic,
      MemorySize budget) {
    SessionFactory sessions = sessions(spec, precision);
    return new MemoryPlanner(
        sessions,
        plan.with(arithmetic.supplier(sessions)),
        everyDomain,
        abreast.choice(spec, sessions.usesCuda()),
        Optional.ofNullable(budget).map(size -> new MemoryBudget(size.bytes())));
  }

  /** Loads generators and prints the assumptions made about them. */
  static List<Generator> load(
      List<Manifest> manifests, GraphCache cache, Console console, OutputOptions output) {
    return load(manifests, Loss.mse(), cache, console, output);
  }

  /**
   * Loads generators with the tensors that a loss compares, and prints the assumptions made about
   * them.
   */
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
