package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.generator.GradientCheck;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ModelCheck;
import io.cdmaa.io.Json;
import io.cdmaa.runtime.SessionFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks whether a model's derived gradient can be trusted. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Compares the derived gradient of models with finite differences of their losses, one"
          + " condition at a time, along random directions. Exit code 1 if a gradient is not to be"
          + " trusted."
    })
final class CheckCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec;

  @Mixin private ModelOptions models;

  @Option(
      names = "--directions",
      paramLabel = "N",
      defaultValue = "3",
      description = "Directions, the first along the gradient. Default: ${DEFAULT-VALUE}.")
  private int directions;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Random seed of photo and directions. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Mixin private OutputOptions print;

  CheckCommand(Console console) {
    this.console = console;
  }

  /** The JSON output on one model. */
  record Checked(
      String name,
      String onnx,
      double gradientError,
      double lossError,
      boolean estimated,
      boolean holds) {}

  @Override
  public Integer call() {
    print.configureLogging();
    AttackOptions.require(
        spec, directions >= 1 && directions <= 1000, "--directions", directions, "from 1 to 1000");
    boolean trusted = true;
    SessionFactory sessions = models.sessions(spec);
    List<CdmaaException> problems = new ArrayList<>();
    for (Manifest manifest : models.found(problems::add).manifests()) {
      try {
        trusted &= agrees(manifest, sessions);
      } catch (CdmaaException e) {
        problems.add(e);
      }
    }
    problems.forEach(problem -> FailureLine.ofModel(console, print, problem));
    return trusted && problems.isEmpty() ? ExitCodes.DONE : ExitCodes.FAILED;
  }

  private boolean agrees(Manifest manifest, SessionFactory sessions) {
    Generator generator = GeneratorLoader.load(manifest, sessions.cache());
    print.noteAssumptions(console, List.of(generator));
    ModelCheck.requireReaction(manifest, generator, sessions);
    UsableModels.requireGradient(manifest, generator, sessions);
    if (generator.queryOnly()) {
      console.out().println(generator.name() + ": is only queried, so it needs no gradient");
      return true;
    }
    GradientCheck.Outcome found;
    try (CheckProgress progress = CheckProgress.on(console, print, generator.name())) {
      found =
          GradientCheck.run(
              manifest,
              generator,
              sessions,
              seed,
              directions,
              progress.until(console.interruption()));
    }
    if (print.json()) {
      console
          .out()
          .println(
              Json.line(
                  new Checked(
                      generator.name(),
                      manifest.onnx().toString(),
                      found.error(),
                      found.lossError(),
                      found.estimated(),
                      found.agrees())));
    } else {
      console.out().println(generator.name() + ": the gradient " + GradientText.clause(found));
    }
    return found.agrees();
  }
}
