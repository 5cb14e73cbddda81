package io.cdmaa.experiment;

import io.cdmaa.attack.MethodAlgorithms;
import io.cdmaa.attack.Protector;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.image.Crop;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.ReadLimits;
import io.cdmaa.mgda.GradientArithmetic;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tells before a run how long it will take on this machine, by making one step of each kind of
 * attack that its settings name. That opens the sessions for the first photo's shape, so shapes and
 * gradients are checked on the way.
 */
final class Timing {
  private final Experiment experiment;
  private final Groups groups;
  private final Supplier<GradientArithmetic> arithmetic;

  /**
   * @param experiment what is to be done
   * @param groups its generators
   * @param arithmetic makes what gradients are combined with, for one search
   */
  Timing(Experiment experiment, Groups groups, Supplier<GradientArithmetic> arithmetic) {
    this.experiment = experiment;
    this.groups = groups;
    this.arithmetic = arithmetic;
  }

  /**
   * An estimate.
   *
   * @param secondsPerStep the mean time of one step, over the kinds of attack
   * @param seconds for all trials
   */
  record Estimate(double secondsPerStep, double seconds) {}

  /**
   * Measures and adds up.
   *
   * @param open trials that are to be done, at least one
   * @throws io.cdmaa.CdmaaException if a generator does not run or has no gradient
   */
  Estimate of(Collection<Trial> open) {

    Trial first = open.iterator().next();
    Photo photo = new PhotoReader(ReadLimits.DEFAULT).read(first.photo().path());
    Crop crop = Crop.named(experiment.crop(), photo.width(), photo.height());
    Map<String, Double> perEvaluation = new HashMap<>();
    double seconds = 0;
    for (Trial trial : open) {
      Plan plan = trial.setting().plan();
      double each =
          perEvaluation.computeIfAbsent(
              plan.kind(), k -> measure(plan, first.photo(), photo, crop));
      seconds += each * plan.evaluations();
    }
    double mean =
        perEvaluation.values().stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    return new Estimate(mean, seconds);
  }

  /** Seconds of one evaluation, the aggregation and the step included. */
  private double measure(Plan plan, PhotoFile file, Photo photo, Crop crop) {
    Plan one = plan.withOneStep();
    GeneratorGroup group = groups.of(plan);
    group.fakes(crop.extract(photo.pixels()), file.face()); // opens the sessions and warms them up
    Optional<Photo> mask = file.weights(plan, new PhotoReader(ReadLimits.DEFAULT));
    long start = System.nanoTime();
    new Protector(group, MethodAlgorithms.attack(one.method(), arithmetic), one.settings())
        .protect(photo, crop, file.face(), mask, report -> true);
    // A run evaluates no file, which evaluations() counts.
    return (System.nanoTime() - start) / 1e9 / (one.evaluations() - 1);
  }
}
