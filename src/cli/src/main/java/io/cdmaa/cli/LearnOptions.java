package io.cdmaa.cli;

import io.cdmaa.Method;
import io.cdmaa.Strength;
import io.cdmaa.attack.AttackSettings;
import io.cdmaa.generator.Generator;
import io.cdmaa.protection.CropChoice;
import io.cdmaa.protection.PhotoFinder;
import io.cdmaa.protection.ProtectionPlan;
import io.cdmaa.universal.LearningPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options for how a perturbation is learnt. */
final class LearnOptions {
  private static final Set<String> PARTS =
      Set.of(
          "models-by",
          "regularisation",
          "domains-by",
          "solver",
          "loss",
          "norm",
          "survive",
          "survive-by",
          "survive-effort",
          "estimator",
          "query-pairs",
          "query-radius",
          "query-tile",
          "queries");

  private static final int USUAL_LIMIT = 256;
  private static final int HELD_OUT_SHARE = 8;
  private static final int MOST_HELD_OUT = 32;
  private static final int MOST_SIZE = 4096;

  @Option(
      names = "--strength",
      paramLabel = "S",
      defaultValue = "medium",
      description =
          "low, medium or high: sets epsilon (0.02, 0.05, 0.08) and step size; individual options"
              + " take precedence. Default: ${DEFAULT-VALUE}.")
  private Strength strength;

  @Option(
      names = "--epsilon",
      paramLabel = "E",
      description = "Largest change of any value on [-1, 1]. Default: 0.05.")
  private Double epsilon;

  @Option(
      names = "--step-size",
      paramLabel = "A",
      description = "Size of the first step; it falls to zero. Default: 0.01.")
  private Double stepSize;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "10",
      description = "How often each photo is used. Default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "4",
      description = "Photos of one step. Default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--momentum",
      paramLabel = "M",
      defaultValue = "0.9",
      description = "Decay factor of past directions, 0 to 1. Default: ${DEFAULT-VALUE}.")
  private double momentum;

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      description =
          "Side of the crops that it is learnt on. Default: the largest input of a generator.")
  private Integer size;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "" + USUAL_LIMIT,
      description = "Maximum number of photos, drawn at random. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(
      names = "--hold-out",
      paramLabel = "N",
      description =
          "Photos to estimate the effect on instead of learning on them. Default: one in eight, at"
              + " most 32.")
  private Integer heldOut;

  @Mixin private SearchOptions search;

  @Option(
      names = "--crop",
      paramLabel = "CROP",
      defaultValue = CropChoice.DEFAULT_TEXT,
      converter = CropConverter.class,
      description =
          "As with protect: auto, face, faces, centre or whole; of several faces the first counts."
              + " Default: ${DEFAULT-VALUE}.")
  private CropChoice crop;

  @Mixin private DetectorOption detector;

  @Mixin private MethodOptions method = new MethodOptions(Method.CDMAA, PARTS);

  /** Returns what a search on one of the photos would do. */
  ProtectionPlan plan(CommandSpec spec) {
    double budget = epsilon == null ? strength.epsilon() : epsilon;
    double step = stepSize == null ? strength.stepSize() : stepSize;
    search.check(spec, budget, step);
    AttackOptions.require(
        spec, epochs >= 1 && epochs <= 10_000, "--epochs", epochs, "from 1 to 10000");
    AttackOptions.require(spec, batch >= 1 && batch <= 1024, "--batch", batch, "from 1 to 1024");
    AttackOptions.require(
        spec, momentum >= 0 && momentum <= 1, "--momentum", momentum, "from 0 to 1");
    AttackOptions.require(
        spec,
        size == null || (size >= 1 && size <= MOST_SIZE),
        "--size",
        size == null ? 1 : size,
        "from 1 to " + MOST_SIZE);
    AttackOptions.require(spec, limit >= 1, "--limit", limit, "1 or more");
    AttackOptions.require(
        spec,
        heldOut == null || heldOut >= 0,
        "--hold-out",
        heldOut == null ? 0 : heldOut,
        "0 or more");
    AttackSettings settings = search.settings(AttackSettings.defaults(), budget, step);
    return ProtectionPlan.of(settings, method.method(spec), detector.of(crop), Optional.empty());
  }

  /** Returns the photos to learn on, in the order of their paths. */
  List<PhotoFinder.Found> chosen(List<PhotoFinder.Found> found) {
    List<PhotoFinder.Found> drawn = new ArrayList<>(found);
    if (drawn.size() > limit) {
      Collections.shuffle(drawn, new Random(search.seed()));
      drawn = drawn.subList(0, limit);
      drawn.sort(Comparator.comparing(PhotoFinder.Found::file));
    }
    return drawn;
  }

  /** Returns the side of the crops. */
  int size(List<Generator> generators) {
    return size != null
        ? size
        : generators.stream()
            .mapToInt(g -> Math.max(g.image().height(), g.image().width()))
            .max()
            .orElseThrow();
  }

  /** Returns how the perturbation is learnt on a number of photos. */
  LearningPlan plan(CommandSpec spec, ProtectionPlan plan, int photos) {
    int usual = Math.min(MOST_HELD_OUT, photos / HELD_OUT_SHARE);
    int held = heldOut == null ? usual : heldOut;
    AttackOptions.require(
        spec, held < photos, "--hold-out", held, "less than the number of photos, " + photos);
    return new LearningPlan(
        plan.settings(), plan.method().toString(), momentum, batch, epochs, held);
  }
}
