package io.cdmaa.experiment;

import io.cdmaa.attack.Protector;
import io.cdmaa.evaluation.Judge;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.image.Crop;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.ReadLimits;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tells before a run how long it will take on this machine, by making one step of each kind of
 * attack that its settings name. That opens the sessions for the first photo's shape, so shapes and
 * gradients are checked on the way.
 */
final class Timing {
  /** Choices that make a step neither longer nor shorter. */
  private static final Set<String> FREE =
      Set.of("epsilon", "step-size", "iterations", "seed", "threshold", "regularisation");

  private final Experiment experiment;
  private final GeneratorGroup group;

  /**
   * @param experiment what is to be done
   * @param group its generators, with gradients
   */
  Timing(Experiment experiment, GeneratorGroup group) {
    this.experiment = experiment;
    this.group = group;
  }

  /**
   * An estimate.
   *
   * @param secondsPerStep the mean time of one step, over the kinds of attack
   * @param seconds for all cells
   */
  record Estimate(double secondsPerStep, double seconds) {}

  /**
   * Measures and adds up.
   *
   * @param open cells that are to be done, at least one
   * @throws io.cdmaa.CdmaaException if a generator does not run or has no gradient
   */
  Estimate of(Collection<Cell> open) {

    Cell first = open.iterator().next();
    Photo photo = new PhotoReader(ReadLimits.DEFAULT).read(first.photo().path());
    Crop crop = Crop.named(experiment.crop(), photo.width(), photo.height());
    group.source(first.photo().face());
    new Judge(group, experiment.threshold()).fakes(photo, crop); // opens sessions, warms up
    Map<Map<String, String>, Double> perEvaluation = new HashMap<>();
    double seconds = 0;
    for (Cell cell : open) {
      Plan plan = cell.setting().plan();
      double each = perEvaluation.computeIfAbsent(kind(plan), k -> measure(plan, photo, crop));
      seconds += each * plan.evaluations();
    }
    double mean =
        perEvaluation.values().stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    return new Estimate(mean, seconds);
  }

  private static Map<String, String> kind(Plan plan) {
    Map<String, String> kind = new TreeMap<>(plan.canonical());
    kind.keySet().removeAll(FREE);
    return kind;
  }

  /** Seconds of one evaluation, the aggregation and the step included. */
  private double measure(Plan plan, Photo photo, Crop crop) {
    Plan one = plan.withOneStep();
    long start = System.nanoTime();
    new Protector(group, one.attack(), one.settings()).protect(photo, crop, report -> true);
    // A run judges no file, which evaluations() counts.
    return (System.nanoTime() - start) / 1e9 / (one.evaluations() - 1);
  }
}
