package io.cdmaa.cli;

import io.cdmaa.attack.AttackResult;
import io.cdmaa.attack.Protector;
import io.cdmaa.attack.Queries;
import io.cdmaa.evaluation.Judge;
import io.cdmaa.evaluation.Judge.Judgement;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.image.Crop;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.PhotoWriter;
import io.cdmaa.image.ReadLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** One photo from file to judged file. */
final class PhotoProtector {
  private final GeneratorGroup group;
  private final AttackPlan plan;
  private final Interruption interruption;
  private final Optional<DiagnosticsLog> log;
  private final PhotoReader reader = new PhotoReader(ReadLimits.DEFAULT);
  private final PhotoWriter writer = new PhotoWriter();

  PhotoProtector(GeneratorGroup group, AttackPlan plan, Interruption interruption) {
    this(group, plan, interruption, Optional.empty());
  }

  PhotoProtector(
      GeneratorGroup group,
      AttackPlan plan,
      Interruption interruption,
      Optional<DiagnosticsLog> log) {
    this.log = log;
    this.group = group;
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
   * Protects a photo and writes it.
   *
   * @throws CancellationException if the user asked to stop before the file was written
   */
  Work protect(PhotoTask task, Progress progress) {
    Photo original = reader.read(task.photo());
    writer.requireRoomFor(original, task.target(), task.format());
    Crop crop = plan.crop().in(original);
    group.source(task.face());
    log.ifPresent(l -> l.begin(task.photo(), group.generators()));
    Protector.Result result =
        new Protector(group, plan.method().attack(), plan.settings())
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
    progress.judging();
    writer.write(result.photo(), task.target(), task.format());
    return judged(original, crop, task.target(), Optional.of(result.attack()), result.queries());
  }

  /** Judges a file that is there already. */
  Work judge(PhotoTask task) {
    Photo original = reader.read(task.photo());
    group.source(task.face());
    return judged(original, plan.crop().in(original), task.target(), Optional.empty(), List.of());
  }

  private Work judged(
      Photo original,
      Crop crop,
      Path file,
      Optional<AttackResult> attack,
      List<Queries.Count> queries) {
    Photo written = reader.read(file);
    Judge judge = new Judge(group, plan.settings().threshold());
    return new Work(original, written, judge.judge(original, written, crop), attack, queries);
  }
}
