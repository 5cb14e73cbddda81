package io.cdmaa.cli;

import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GradientCheck;
import io.cdmaa.runtime.SessionFactory;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says whether a model's derived gradient is to be trusted. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Compares the derived gradient of models with differences of their own losses along random"
          + " directions. Exit code 1 if one is not to be trusted."
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
      description = "Of picture and directions. Default: ${DEFAULT-VALUE}.")
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
    // Half precision would drown the differences in rounding.
    SessionFactory sessions = models.sessions(spec).exact();
    for (Generator generator :
        ModelOptions.load(models.manifests(), sessions.cache(), console, print)) {
      List<GradientCheck.Direction> found =
          GradientCheck.run(generator, sessions, seed, directions);
      boolean agrees = found.stream().allMatch(GradientCheck.Direction::agrees);
      trusted &= agrees;
      double worst = found.stream().mapToDouble(GradientCheck.Direction::error).max().orElse(0);
      console
          .out()
          .printf(
              Locale.ROOT,
              "%s: the gradient %s (largest error %.2g of its length over %d direction%s)%n",
              generator.name(),
              agrees
                  ? "is to be trusted"
                  : "disagrees with its own losses; do not use it, and report the model",
              worst,
              directions,
              directions == 1 ? "" : "s");
    }
    return trusted ? 0 : 1;
  }
}
