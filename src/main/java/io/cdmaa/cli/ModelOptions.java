package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.generator.Loss;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ModelLocator;
import io.cdmaa.runtime.Device;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
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
      names = "--query",
      paramLabel = "MODEL",
      description =
          "This model may only be queried (its name, or its file's; 'all' for every one), as"
              + " 'access: query' in its manifest says too. May be repeated.")
  private final List<String> queryOnly = new ArrayList<>();

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

  /** The manifests behind the paths. */
  List<Manifest> manifests() {
    List<Manifest> manifests = ModelLocator.find(models);
    for (String name : queryOnly) {
      if (manifests.stream().noneMatch(manifest -> isNamed(manifest, name))) {
        throw new CdmaaException(
            "--query names no model '" + name + "'; use its name or file name, or 'all'");
      }
    }
    return manifests.stream()
        .map(m -> queryOnly.stream().anyMatch(name -> isNamed(m, name)) ? m.queryOnly() : m)
        .toList();
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
    AttackOptions.require(spec, threads >= 0, "--threads", threads, "0 or more");
    return new SessionFactory(new RuntimeSettings(device, threads));
  }

  /** Loads generators and says what was guessed about them. */
  static List<Generator> load(List<Manifest> manifests, Console console, OutputOptions output) {
    return load(manifests, Loss.mse(), console, output);
  }

  /** Loads generators with what a loss looks at, and says what was guessed about them. */
  static List<Generator> load(
      List<Manifest> manifests, Loss loss, Console console, OutputOptions output) {
    List<Generator> generators =
        manifests.stream().map(manifest -> GeneratorLoader.load(manifest, loss)).toList();
    output.noteAssumptions(console, generators);
    return generators;
  }
}
