package io.cdmaa.experiment;

import io.cdmaa.CancellationToken;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.ReadLimits;
import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.protection.CropChoice;
import io.cdmaa.protection.Destination;
import io.cdmaa.protection.PhotoProtection;
import io.cdmaa.protection.Subject;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Estimates before a run how long it will take on this machine, by performing one step of each kind
 * of attack that its settings use. This opens the sessions for the first photo's shape, so shapes
 * and gradients are checked as well.
 */
final class Timing {
  /** The fakes of two photos, as a share of an evaluation with gradients. */
  private static final double FAKES = 2 / 3.0;

  private final Experiment experiment;
  private final Groups groups;
  private final Supplier<GradientArithmetic> arithmetic;

  /**
   * @param experiment what is to be done
   * @param groups its generators
   * @param arithmetic creates the arithmetic that aggregates gradients, for one search
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
   * Measures each kind of attack and adds up the trials.
   *
   * @param open the trials to be done, at least one
   * @throws io.cdmaa.CdmaaException if a generator does not run or has no gradient
   */
  Estimate of(Collection<Trial> open) {

    Trial first = open.iterator().next();
    Photo photo = new PhotoReader(ReadLimits.DEFAULT).read(first.photo().path());
    Map<String, Double> perEvaluation = new HashMap<>();
    double seconds = 0;
    for (Trial trial : open) {
      Plan plan = trial.setting().plan();
      double each =
          perEvaluation.computeIfAbsent(plan.kind(), k -> measure(plan, first.photo(), photo));
      seconds += each * (plan.evaluations() + FAKES * experiment.after().size());
    }
    double mean =
        perEvaluation.values().stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    return new Estimate(mean, seconds);
  }

  /** Returns the seconds of one evaluation, including aggregation and step. */
  private double measure(Plan plan, PhotoFile file, Photo photo) {
    Plan one = plan.withOneStep();
    PhotoProtection protection =
        new PhotoProtection(groups.of(plan), one.protection(experiment, arithmetic));
    Subject subject =
        new Subject(
            photo,
            file.face(),
            file.weights(plan, new PhotoReader(ReadLimits.DEFAULT)),
            new CropChoice(experiment.crop()).in(photo));
    protection.references(subject); // opens the sessions and warms them up
    long start = System.nanoTime();
    protection.search(subject, new Destination.Memory(), new CancellationToken(), report -> {});
    // A run does not evaluate a file, which evaluations() counts.
    return (System.nanoTime() - start) / 1e9 / (one.evaluations() - 1);
  }
}
