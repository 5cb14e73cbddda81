package io.cdmaa.cli;

import io.cdmaa.attack.AttackResult;
import io.cdmaa.attack.Protector;
import io.cdmaa.attack.Queries;
import io.cdmaa.evaluation.Judge;
import io.cdmaa.evaluation.Judge.Judgement;
import io.cdmaa.evaluation.Verdict;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.image.AtomicFile;
import io.cdmaa.image.Crop;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.PhotoWriter;
import io.cdmaa.image.ReadLimits;
import io.cdmaa.protection.PhotoTask;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * One photo from file to judged file, in three steps: read, search, finish. With two groups of
 * sessions each step may run on a thread of its own, for different photos.
 */
final class PhotoProtector {
  private final GeneratorGroup group;
  private final GeneratorGroup judging;
  private final AttackPlan plan;
  private final Interruption interruption;
  private final Optional<DiagnosticsLog.Section> log;
  private final PhotoReader reader = new PhotoReader(ReadLimits.DEFAULT);
  private final PhotoWriter writer = new PhotoWriter();

  /** With one group of sessions for search and judgement. */
  PhotoProtector(GeneratorGroup group, AttackPlan plan, Interruption interruption) {
    this(group, group, plan, interruption, Optional.empty());
  }

  /**
   * With a group of its own for the judgement.
   *
   * @param group with gradients
   * @param judging makes fakes; without gradients it does so at a third of the cost
   * @param log what to keep of each iteration, if anything
   */
  PhotoProtector(
      GeneratorGroup group,
      GeneratorGroup judging,
      AttackPlan plan,
      Interruption interruption,
      Optional<DiagnosticsLog.Section> log) {
    this.log = log;
    this.group = group;
    this.judging = judging;
    this.plan = plan;
    this.interruption = interruption;
  }

  /**
   * Both photos and what the generators make of them.
   *
   * @param original as decoded
   * @param protectedPhoto as decoded from the file that was written
   * @param judgement on these two
   * @param attack how the search ended; empty if the file was there already
   * @param queries what generators that may only be queried were asked
   */
  record Work(
      Photo original,
      Photo protectedPhoto,
      Judgement judgement,
      Optional<AttackResult> attack,
      List<Queries.Count> queries) {}

  /**
   * What the search found, not written yet.
   *
   * @param original as decoded
   * @param crop what the generators saw of it
   * @param found the protected photo and how the search ended
   */
  record Search(Photo original, Crop crop, Protector.Result found) {}

  /** Decodes a photo. */
  static Photo read(PhotoTask task) {
    return new PhotoReader(ReadLimits.DEFAULT).read(task.photo());
  }

  /**
   * Searches for the protected photo.
   *
   * @throws CancellationException if the user asked to stop
   */
  Search search(PhotoTask task, Photo original, Progress progress) {
    writer.requireRoomFor(original, task.target(), task.format());
    Crop crop = plan.crop().in(original);
    group.source(task.face());
    Protector.Result result =
        new Protector(group, plan.attack(), plan.settings())
            .protect(
                original,
                crop,
                plan.mask().map(reader::read),
                report -> {
                  log.ifPresent(l -> l.add(report));
                  progress.iteration(report.iteration(), report.losses());
                  return !interruption.requested();
                });
    if (interruption.requested()) {
      throw new CancellationException();
    }
    return new Search(original, crop, result);
  }

  /** Keeps the verdict on a file before it gets its name. */
  @FunctionalInterface
  interface Recording {
    /**
     * Writes the record.
     *
     * @param file where the protected photo lies
     * @param verdict on that file
     */
    void record(Path file, Verdict verdict);
  }

  /**
   * Writes what was found, judges the file, and gives it its name once its record stands: a photo
   * without a verdict proves nothing, and what it replaces stays until then.
   */
  Work finish(PhotoTask task, Search search, Recording recording) {
    try (AtomicFile.Prepared file =
        writer.prepare(search.found().photo(), task.target(), task.format())) {
      Work work =
          judged(
              task,
              file.path(),
              search.original(),
              search.crop(),
              Optional.of(search.found().attack()),
              search.found().queries());
      recording.record(file.path(), work.judgement().verdict());
      file.commit();
      return work;
    }
  }

  /**
   * All three steps.
   *
   * @throws CancellationException if the user asked to stop before the file was written
   */
  Work protect(PhotoTask task, Progress progress, Recording recording) {
    Search search = search(task, read(task), progress);
    progress.judging();
    return finish(task, search, recording);
  }

  /** Judges a file that is there already. */
  Work judge(PhotoTask task, Photo original) {
    return judged(
        task, task.target(), original, plan.crop().in(original), Optional.empty(), List.of());
  }

  private Work judged(
      PhotoTask task,
      Path file,
      Photo original,
      Crop crop,
      Optional<AttackResult> attack,
      List<Queries.Count> queries) {
    judging.source(task.face());
    Photo written = reader.read(file);
    Judge judge = new Judge(judging, plan.settings().threshold());
    return new Work(original, written, judge.judge(original, written, crop), attack, queries);
  }
}
