package io.cdmaa.cli;

import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.ReadLimits;
import io.cdmaa.protection.Destination;
import io.cdmaa.protection.PhotoProtection;
import io.cdmaa.protection.PhotoResult;
import io.cdmaa.protection.PhotoTask;
import io.cdmaa.protection.ProtectionPlan;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * One photo from file to evaluated file, in three steps: read, search, finish. With two groups of
 * sessions each step may run on a thread of its own, for different photos.
 */
final class PhotoProtector {
  private final PhotoProtection protection;
  private final ProtectionPlan plan;
  private final Interruption interruption;
  private final Optional<DiagnosticsLog.Section> log;

  /** With one group of sessions for search and evaluation. */
  PhotoProtector(GeneratorGroup group, ProtectionPlan plan, Interruption interruption) {
    this(group, group, plan, interruption, Optional.empty());
  }

  /**
   * With a group of its own for the evaluation.
   *
   * @param group with gradients
   * @param evaluating makes fakes; without gradients it does so at a third of the cost
   * @param log what to keep of each iteration, if anything
   */
  PhotoProtector(
      GeneratorGroup group,
      GeneratorGroup evaluating,
      ProtectionPlan plan,
      Interruption interruption,
      Optional<DiagnosticsLog.Section> log) {
    this.log = log;
    this.plan = plan;
    this.interruption = interruption;
    protection = new PhotoProtection(group, evaluating, plan);
  }

  /** Decodes a photo. */
  static Photo read(PhotoTask task) {
    return new PhotoReader(ReadLimits.DEFAULT).read(task.photo());
  }

  private static Destination destination(PhotoTask task) {
    return new Destination.File(task.target(), task.format());
  }

  /**
   * Searches for the protected photo.
   *
   * @throws CancellationException if the user asked to stop
   */
  PhotoProtection.Found search(PhotoTask task, Photo original, Progress progress) {
    return protection.search(
        plan.subject(original, task.face()),
        destination(task),
        interruption.token(),
        report -> {
          log.ifPresent(l -> l.add(report));
          progress.iteration(report.iteration(), report.losses());
        });
  }

  /** Writes what was found and evaluates the file. */
  PhotoResult finish(
      PhotoTask task, PhotoProtection.Found found, PhotoProtection.Recording recording) {
    return protection.finish(
        found, destination(task), protection.references(found.subject()), recording);
  }

  /**
   * All three steps.
   *
   * @throws CancellationException if the user asked to stop before the file was written
   */
  PhotoResult protect(PhotoTask task, Progress progress, PhotoProtection.Recording recording) {
    PhotoProtection.Found found = search(task, read(task), progress);
    progress.evaluating();
    return finish(task, found, recording);
  }

  /** Evaluates a file that is there already. */
  PhotoResult evaluate(PhotoTask task, Photo original) {
    return protection.evaluate(
        plan.subject(original, task.face()),
        new PhotoReader(ReadLimits.DEFAULT).read(task.target()));
  }
}
