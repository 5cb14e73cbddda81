package io.cdmaa.cli;

import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ModelCheck;
import io.cdmaa.io.Json;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the models at the given paths, and says which of them cannot be used. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the generators at the given paths as their manifests describe them.",
      "Exit code 1 if something there cannot be used."
    })
final class ModelListCommand implements Callable<Integer> {
  /** The JSON output on one model. */
  record Listed(
      String name, String onnx, String manifest, long bytes, int domains, String licence) {}

  private final Console console;

  @Mixin private ModelPaths models;

  @Mixin private CacheOption cache;
  @Mixin private OutputOptions print;

  ModelListCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    print.configureLogging();
    List<CdmaaException> problems = new ArrayList<>();
    SessionFactory sessions = new SessionFactory(RuntimeSettings.cpu(), cache.cache());
    for (Manifest manifest : models.manifests(problems::add)) {
      try {
        Generator generator = GeneratorLoader.load(manifest, sessions.cache());
        ModelCheck.requireReaction(manifest, generator, sessions);
        UsableModels.requireGradient(manifest, generator, sessions);
      } catch (CdmaaException e) {
        problems.add(e);
      }
      boolean bare = manifest.bare();
      String name = manifest.name().orElse(manifest.onnx().getFileName().toString());
      if (print.json()) {
        console
            .out()
            .println(
                Json.line(
                    new Listed(
                        name,
                        manifest.onnx().toString(),
                        bare ? "" : manifest.source().toString(),
                        bytes(manifest.onnx()),
                        manifest.domains().size(),
                        manifest.provenance().licence().orElse(""))));
      } else if (print.human()) {
        console
            .out()
            .printf(
                Locale.ROOT,
                "%-32s %8.1f MB  %-12s %s%n",
                name,
                bytes(manifest.onnx()) / 1e6,
                domains(manifest),
                bare ? manifest.onnx() + " (no manifest)" : manifest.source());
      }
    }
    problems.forEach(problem -> FailureLine.ofModel(console, print, problem));
    return problems.isEmpty() ? 0 : 1;
  }

  private static String domains(Manifest manifest) {
    int count = manifest.domains().size();
    return count == 0 ? "" : count + (count == 1 ? " domain" : " domains");
  }

  private static long bytes(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw Causes.unreadable("The model", file, e);
    }
  }
}
