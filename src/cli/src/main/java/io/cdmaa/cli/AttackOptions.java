package io.cdmaa.cli;

import io.cdmaa.Method;
import io.cdmaa.PhotoProtectorBuilder;
import io.cdmaa.Strength;
import io.cdmaa.attack.AttackSettings;
import io.cdmaa.protection.CropChoice;
import io.cdmaa.protection.ProtectionPlan;
import io.cdmaa.transform.Transform;
import io.cdmaa.universal.PerturbationFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options for the attack's settings. */
final class AttackOptions {
  @Option(
      names = "--strength",
      paramLabel = "S",
      defaultValue = "medium",
      description =
          "low (hardly seen beside the original), medium (seen when enlarged: faintly on plain"
              + " areas with a perceptual budget, otherwise everywhere) or high (seen at once). Sets"
              + " epsilon (0.02, 0.05, 0.08; 0.02, 0.029, 0.036 with a perceptual budget), step size"
              + " and iterations together; individual options take precedence. Default:"
              + " ${DEFAULT-VALUE}.")
  private Strength strength;

  @Option(
      names = "--epsilon",
      paramLabel = "E",
      description =
          "Largest change of any value on [-1, 1]; 0.05 is 6 levels of 255. With a perceptual"
              + " budget or the norm l2, the root mean square of the change. Default: by the"
              + " strength.")
  private Double epsilon;

  @Option(
      names = "--step-size",
      paramLabel = "A",
      description =
          "Step size. Default: by the strength, and up to three times as long if there are fewer"
              + " steps than the strength's, unless --schedule is constant.")
  private Double stepSize;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      description = "Steps. Default: by the strength.")
  private Integer iterations;

  @Mixin private SearchOptions search;
  @Mixin private MethodOptions method;

  @Option(
      names = "--warm-start",
      paramLabel = "FILE",
      description =
          "Start from the universal perturbation that cdmaa learn wrote for these models and this"
              + " budget; a few iterations are then enough, or none (--iterations 0).")
  private Path warmStart;

  @Option(names = "--early-stop", description = "Stop a photo as soon as every domain is broken.")
  private boolean earlyStop;

  @Option(
      names = "--crop",
      paramLabel = "CROP",
      defaultValue = CropChoice.DEFAULT_TEXT,
      converter = CropConverter.class,
      description =
          "Region that the generators process: auto (faces if any are found, else centre), face"
              + " (around the largest face), faces (around each in turn), centre (the largest"
              + " centred square), whole, or x,y,w,h in pixels (several joined by +, each in turn)."
              + " The rest is not changed. Default: ${DEFAULT-VALUE}.")
  private CropChoice crop;

  @Mixin private DetectorOption detector;

  @Mixin private AfterOption after;

  @Mixin private PrecisionOption precision;

  private double budget(Method chosen) {
    return epsilon == null ? strength.epsilon(chosen.budget().form()) : epsilon;
  }

  private double step(Method chosen) {
    return stepSize == null
        ? strength.stepSize(chosen.budget().form(), chosen.schedule(), steps())
        : stepSize;
  }

  private int steps() {
    return iterations == null ? strength.iterations() : iterations;
  }

  private void check(CommandSpec spec, Method chosen) {
    search.check(spec, budget(chosen), step(chosen));
    int steps = steps();
    precision.requireEffect(spec, chosen, steps);
    int least = warmStart == null ? 1 : 0;
    require(
        spec,
        steps >= least && steps <= 1_000_000,
        "--iterations",
        steps,
        "from " + least + " to 1000000" + (steps == 0 ? ", or 0 with --warm-start" : ""));
    if (steps == 0 && (stepSize != null || earlyStop)) {
      throw new ParameterException(
          spec.commandLine(),
          (earlyStop ? "--early-stop" : "--step-size")
              + " has no effect with --iterations 0; leave one of the two out");
    }
  }

  /**
   * Sets the attack of a protector that has no mask.
   *
   * @param usual the transforms after which photos are evaluated if none is given; empty for those
   *     that belong to the method
   * @throws ParameterException if a value is out of range
   */
  void configure(PhotoProtectorBuilder builder, CommandSpec spec, Optional<List<Transform>> usual) {
    Method chosen = method.method(spec);
    check(spec, chosen);
    if (warmStart != null) {
      builder.warmStart(warmStart);
    }
    after
        .transforms(spec)
        .or(() -> usual)
        .ifPresent(transforms -> builder.after(transforms.toArray(Transform[]::new)));
    builder
        .epsilon(budget(chosen))
        .stepSize(step(chosen))
        .iterations(steps())
        .seed(search.seed())
        .threshold(search.threshold())
        .earlyStop(earlyStop)
        .method(chosen)
        .crop(crop.text());
    detector.file().ifPresent(builder::detector);
    precision.configure(builder);
  }

  /** Returns the precision of the search. */
  PrecisionOption precision() {
    return precision;
  }

  /**
   * Returns the plan that these options describe.
   *
   * @throws ParameterException if a value is out of range
   */
  ProtectionPlan plan(CommandSpec spec) {
    Method chosen = method.method(spec);
    check(spec, chosen);
    AttackSettings defaults = AttackSettings.defaults();
    AttackSettings base =
        warmStart == null
            ? defaults
            : defaults.withWarmStart(PerturbationFile.read(warmStart).warmStart());
    AttackSettings settings =
        search
            .settings(base, budget(chosen), step(chosen))
            .withIterations(steps())
            .withEarlyStop(earlyStop);
    ProtectionPlan plan = ProtectionPlan.of(settings, chosen, detector.of(crop), method.mask());
    return after.transforms(spec).map(plan::withAfter).orElse(plan);
  }

  /** Returns whether transforms are given after which photos are evaluated. */
  boolean evaluatesAfter() {
    return after.given();
  }

  /** Returns the files that are read: masks, the warm start and the detector. */
  List<Path> files() {
    return Stream.of(method.mask(), Optional.ofNullable(warmStart), detector.file())
        .flatMap(Optional::stream)
        .toList();
  }

  /** Returns the mask of a weighted loss, if given. */
  Optional<Path> mask() {
    return method.mask();
  }

  static void require(
      CommandSpec spec, boolean valid, String option, Number value, String allowed) {
    if (!valid) {
      throw new ParameterException(
          spec.commandLine(), option + " is " + value + "; it must be " + allowed);
    }
  }
}
