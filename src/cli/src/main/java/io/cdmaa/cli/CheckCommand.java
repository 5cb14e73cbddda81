package io.cdmaa.cli;

import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GradientCheck;
import io.cdmaa.generator.Manifest;
import io.cdmaa.runtime.SessionFactory;
import java.util.List;
import java.util.Locale;
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

  @Override
  public Integer call() {
    print.configureLogging();
    AttackOptions.require(
        spec, directions >= 1 && directions <= 1000, "--directions", directions, "from 1 to 1000");
    boolean trusted = true;
    // In half precision the differences would be lost to rounding.
    SessionFactory sessions = models.sessions(spec).exact();
    List<Manifest> manifests = models.manifests();
    List<Generator> generators = ModelOptions.load(manifests, sessions.cache(), console, print);
    for (int j = 0; j < generators.size(); j++) {
      Generator generator = generators.get(j);
      GradientCheck.Outcome found;
      try (CheckProgress progress = CheckProgress.on(console, print, generator.name())) {
        found =
            GradientCheck.run(manifests.get(j), generator, sessions, seed, directions, progress);
      }
      trusted &= found.agrees();
      console.out().println(generator.name() + ": " + sentence(found));
    }
    return trusted ? 0 : 1;
  }

  private String sentence(GradientCheck.Outcome found) {
    if (!found.reacts()) {
      return "its output does not react to the picture, so there is nothing to compare (losses and"
          + " gradient are both 0 and agree)";
    }
    String errors =
        String.format(
            Locale.ROOT,
            " (largest error %.2g of its norm over %d direction%s)",
            found.error(),
            directions,
            directions == 1 ? "" : "s");
    return found.agrees()
        ? (found.estimated()
                ? "the gradient is a straight-through estimate of a quantised model, and is to be"
                    + " trusted as such"
                : "the gradient is to be trusted")
            + errors
        : "the gradient disagrees with the losses of single conditions; do not use it, and report"
            + " the model"
            + errors;
  }
}
