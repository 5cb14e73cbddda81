package io.cdmaa.protection;

import io.cdmaa.CancellationToken;
import io.cdmaa.Verdict;
import io.cdmaa.attack.IterationReport;
import io.cdmaa.attack.Protector;
import io.cdmaa.evaluation.Evaluator;
import io.cdmaa.evaluation.Evaluator.Evaluation;
import io.cdmaa.evaluation.RegionEvaluator;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.image.Crop;
import io.cdmaa.image.Photo;
import io.cdmaa.tensor.FloatTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The steps for every photo: search and round, evaluate as it will be delivered, deliver. With two
 * groups of sessions, one photo may be searched while another thread evaluates and delivers
 * another; with one group, not thread-safe.
 */
public final class PhotoProtection {
  private final GeneratorGroup searching;
  private final GeneratorGroup evaluating;
  private final ProtectionPlan plan;

  /**
   * Uses one group of sessions for search and evaluation.
   *
   * @param group with the gradients that the plan needs
   */
  public PhotoProtection(GeneratorGroup group, ProtectionPlan plan) {
    this(group, group, plan);
  }

  /**
   * Uses a separate group for the evaluation.
   *
   * @param searching with the gradients that the plan needs
   * @param evaluating produces fakes; without gradients it does so at a third of the cost
   */
  public PhotoProtection(GeneratorGroup searching, GeneratorGroup evaluating, ProtectionPlan plan) {
    this.searching = searching;
    this.evaluating = evaluating;
    this.plan = plan;
  }

  /**
   * Returns the same steps with another plan and some of the generators, on the same sessions.
   *
   * @param other needs no gradients that the sessions do not provide
   * @param chosen indexes of generators
   */
  public PhotoProtection with(ProtectionPlan other, List<Integer> chosen) {
    GeneratorGroup search = searching.only(chosen);
    return new PhotoProtection(
        search, searching == evaluating ? search : evaluating.only(chosen), other);
  }

  /**
   * The result of a search, not delivered yet.
   *
   * @param subject the photo to protect
   * @param result the protected photo, rounded to the levels of its bit depth, and how the search
   *     ended
   */
  public record Found(Subject subject, Protector.Result result) {}

  /**
   * Searches for the protected photo, crop by crop, and rounds it.
   *
   * @param subject the photo to protect
   * @param destination where it will be delivered; rejected here if it cannot hold the photo
   * @param token cancels the search between two iterations
   * @param listener notified of each iteration, on this thread
   * @throws java.util.concurrent.CancellationException if the token was cancelled
   * @throws io.cdmaa.CdmaaException if the photo cannot be protected this way
   */
  public Found search(
      Subject subject,
      Destination destination,
      CancellationToken token,
      Consumer<IterationReport> listener) {
    return search(subject, destination, token, (crop, report) -> listener.accept(report));
  }

  /** Follows the search for each crop of a region in turn. */
  @FunctionalInterface
  public interface CropListener {
    /**
     * Called for each iteration.
     *
     * @param crop number of the crop, from 0
     * @param report of the iteration
     */
    void iterated(int crop, IterationReport report);
  }

  /** As the method above, with a listener that is told which crop is searched. */
  public Found search(
      Subject subject, Destination destination, CancellationToken token, CropListener listener) {
    token.throwIfCancelled();
    destination.requireRoomFor(subject.photo());
    requireRoomForTransforms(subject.photo());
    Protector protector = new Protector(searching, plan.attack(), plan.settings(destination));
    List<Crop> crops = subject.region().crops();
    List<Protector.Result> results = new ArrayList<>();
    for (int i = 0; i < crops.size(); i++) {
      int crop = i;
      results.add(
          protector.protect(
              subject.photo(),
              i == 0 ? subject.photo() : results.get(i - 1).photo(),
              crops,
              i,
              subject.face(),
              subject.mask(),
              report -> {
                listener.iterated(crop, report);
                return !token.isCancelled();
              }));
      token.throwIfCancelled();
    }
    return new Found(subject, Protector.Result.together(results));
  }

  /** Rejects, before the search, a photo that is too small for one of the plan's transforms. */
  private void requireRoomForTransforms(Photo photo) {
    int height = photo.height();
    int width = photo.width();
    plan.settings().survive().ranges().forEach(range -> range.requireRoom(height, width));
    plan.after().forEach(transform -> transform.requireRoom(height, width));
  }

  /** Stores the verdict on a photo before the photo is delivered. */
  @FunctionalInterface
  public interface Recording {
    /** Stores nothing. */
    Recording NONE = (delivery, verdict) -> {};

    /**
     * Stores the verdict; if that fails, the photo is not delivered.
     *
     * @param delivery the photo, ready to be delivered
     */
    void record(Destination.Delivery delivery, Verdict verdict);
  }

  /** Evaluates a result as it will be delivered, and delivers it. */
  public PhotoResult finish(Found found, Destination destination) {
    return finish(found, destination, references(found.subject()), Recording.NONE);
  }

  /**
   * Evaluates a result as it will be delivered, has the verdict recorded, and then delivers it: a
   * photo without a verdict proves nothing, and the file that it replaces is kept until then.
   *
   * @param references fakes of the subject, which may be protected in several ways
   * @param recording stores the verdict
   */
  public PhotoResult finish(
      Found found, Destination destination, List<FloatTensor> references, Recording recording) {
    try (Destination.Delivery delivery = destination.prepare(found.result().photo())) {
      Photo delivered = delivery.photo();
      PhotoResult result =
          new PhotoResult(
              found.subject().photo(),
              delivered,
              evaluated(found.subject(), delivered, references),
              Optional.of(found.result().attack()),
              found.result().queries(),
              found.subject().region());
      recording.record(delivery, result.evaluation().verdict());
      delivery.commit();
      return result;
    }
  }

  /**
   * Performs all steps for one photo.
   *
   * @throws java.util.concurrent.CancellationException if the token was cancelled before the photo
   *     was delivered
   */
  public PhotoResult protect(
      Subject subject,
      Destination destination,
      CancellationToken token,
      Consumer<IterationReport> listener) {
    return finish(search(subject, destination, token, listener), destination);
  }

  /** Evaluates a photo that was protected and delivered earlier. */
  public PhotoResult evaluate(Subject subject, Photo delivered) {
    return new PhotoResult(
        subject.photo(),
        delivered,
        evaluated(subject, delivered, references(subject)),
        Optional.empty(),
        List.of(),
        subject.region());
  }

  /**
   * Returns the fakes of an unprotected photo, to which those of protected ones are compared; none
   * if the plan asks for no evaluation.
   */
  public List<FloatTensor> references(Subject subject) {
    if (!plan.evaluated()) {
      return List.of();
    }
    return evaluate().fakes(subject.photo(), subject.region().crops(), subject.face());
  }

  private Evaluation evaluated(Subject subject, Photo delivered, List<FloatTensor> references) {
    if (!plan.evaluated()) {
      Verdict.Difference change = Evaluator.difference(subject.photo(), delivered);
      return new Evaluation(
          new Verdict(plan.settings().threshold(), List.of(), change), List.of(), List.of());
    }
    return evaluate()
        .evaluate(
            subject.photo(),
            references,
            delivered,
            subject.region().crops(),
            subject.face(),
            plan.after());
  }

  private RegionEvaluator evaluate() {
    return new RegionEvaluator(new Evaluator(evaluating, plan.settings().threshold()));
  }
}
