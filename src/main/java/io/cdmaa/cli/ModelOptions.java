package io.cdmaa.cli;

import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.MemoryBudget;
import io.cdmaa.generator.ModelLocator;
import io.cdmaa.runtime.Device;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.runtime.Tuning;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
          "Generators: ONNX files, manifests (.yaml) or folders of them. Takes every following"
              + " model or folder, so name folders of photos before it.")
  private final List<Path> models = new ArrayList<>();

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      description = "cpu, cuda or auto (cuda where it works). Default: ${DEFAULT-VALUE}.")
  private Device device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Threads; 0 for one per core. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--tune",
      paramLabel = "HOW",
      defaultValue = "off",
      description =
          "How each convolution's formulation is chosen on the CPU: off (fixed rules, the same"
              + " graph everywhere), fast or full (measured on this machine and kept), plain (the"
              + " operators as they stand, least memory). Default: ${DEFAULT-VALUE}.")
  private Tuning tuning;

  /** The manifests behind the paths. */
  List<Manifest> manifests() {
    return ModelLocator.find(models);
  }

  /** What opens sessions. */
  SessionFactory sessions(CommandSpec spec) {
    AttackOptions.require(spec, threads >= 0, "--threads", threads, "0 or more");
    return new SessionFactory(new RuntimeSettings(device, threads, tuning));
  }

  /**
   * Generators with what opens their sessions.
   *
   * @param generators loaded
   * @param sessions opens them
   * @param scarce whether memory is limited, so that nothing may be held twice
   */
  record Ready(List<Generator> generators, SessionFactory sessions, boolean scarce) {}

  /**
   * Loads the generators and fits them into a budget of memory.
   *
   * @param budget null for none
   * @throws io.cdmaa.CdmaaException if even one domain at a time does not fit
   */
  Ready ready(
      CommandSpec spec,
      List<Manifest> manifests,
      MemorySize budget,
      Console console,
      OutputOptions output) {
    SessionFactory sessions = sessions(spec);
    List<Generator> generators = load(manifests, console, output);
    if (budget == null) {
      return new Ready(generators, sessions, false);
    }
    MemoryBudget.Fitted fitted =
        new MemoryBudget(budget.bytes()).fit(manifests, generators, sessions.tuning());
    fitted.notes().forEach(sentence -> output.note(console, sentence));
    return new Ready(fitted.generators(), sessions.withTuning(fitted.tuning()), true);
  }

  /** Loads generators and says what was guessed about them. */
  static List<Generator> load(List<Manifest> manifests, Console console, OutputOptions output) {
    List<Generator> generators = manifests.stream().map(GeneratorLoader::load).toList();
    output.noteAssumptions(console, generators);
    return generators;
  }
}
