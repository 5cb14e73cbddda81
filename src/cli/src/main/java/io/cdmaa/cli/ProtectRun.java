package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.Verdict;
import io.cdmaa.attack.Losses;
import io.cdmaa.cli.PhotoFeed.Decoded;
import io.cdmaa.evaluation.HtmlReport;
import io.cdmaa.evaluation.VerdictJson;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ModelWatch;
import io.cdmaa.generator.PhotoShape;
import io.cdmaa.image.Crop;
import io.cdmaa.image.Photo;
import io.cdmaa.protection.Fingerprint;
import io.cdmaa.protection.MemoryPlan;
import io.cdmaa.protection.MemoryPlanner;
import io.cdmaa.protection.Outcome;
import io.cdmaa.protection.PhotoProtection;
import io.cdmaa.protection.PhotoResult;
import io.cdmaa.protection.PhotoTask;
import io.cdmaa.protection.ProtectionPlan;
import io.cdmaa.protection.ProtectionRecord;
import io.cdmaa.protection.Requirement;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Function;

/** One run over a batch: goes on after a bad photo, skips what is done, tells the outcome. */
final class ProtectRun {
  /** How often photos that are searched are left alone to look for some that are finished. */
  private static final long LOOK_MILLISECONDS = 200;

  private final Console console;
  private final OutputOptions print;
  private final ProtectionPlan plan;
  private final boolean force;
  private final PhotoLines lines;
  private final Optional<Path> reportFile;
  private final Optional<DiagnosticsLog> log;
  private final List<String> failures = new ArrayList<>();
  private final List<String> modelsLeftOut = new ArrayList<>();
  private final List<Runnable> reportedFailures = new ArrayList<>();
  private Fingerprint fingerprint;
  private HtmlReport report;
  private Pace pace;
  private LongSearch estimate;
  private long began;
  private int finished;
  private final Deque<Unfinished> unfinished = new ArrayDeque<>();
  private final Requirement required;
  private final OutcomeCounts outcomes;

  ProtectRun(
      Console console,
      OutputOptions print,
      ProtectionPlan plan,
      Fingerprint fingerprint,
      Requirement required,
      boolean force,
      boolean details,
      Optional<Path> reportFile,
      Optional<DiagnosticsLog> log) {
    this.log = log;
    this.console = console;
    this.print = print;
    this.fingerprint = fingerprint;
    this.plan = plan;
    this.required = required;
    outcomes = new OutcomeCounts(required);
    this.force = force;
    lines = new PhotoLines(console, print, plan, details);
    this.reportFile = reportFile;
  }

  /**
   * Notes a failure, and prints it at once.
   *
   * @param photo null if it is about no single photo
   */
  void failed(Path photo, String sentence) {
    String name = photo == null ? "" : photo.toString();
    failures.add(sentence);
    console.error(sentence);
    String brief = photo == null ? "" : photo.getFileName().toString();
    // The page goes to others, whom the folders of this machine do not concern.
    reportedFailures.add(() -> report.addFailure(brief, sentence.replace(name, brief)));
    if (photo != null) {
      lines.failed(photo, sentence);
    }
  }

  /** Notes a model that the run goes on without, and says so at once. */
  void leftOut(CdmaaException problem) {
    String sentence = Failures.describe(problem);
    modelsLeftOut.add(sentence);
    console.error("Left out: " + sentence);
    lines.modelLeftOut(sentence);
    reportedFailures.add(() -> report.addFailure("A generator was left out", sentence));
  }

  /**
   * Protects all photos and returns the exit code.
   *
   * @param models what the user named, watched between photos
   * @param group what is behind them
   * @param fitting how sessions are opened
   */
  int all(
      List<PhotoTask> tasks,
      ModelOptions models,
      ModelOptions.Found group,
      LabelOptions.Faces faces,
      MemoryPlanner fitting) {
    int total = failures.size() + tasks.size();
    List<PhotoTask> open = new ArrayList<>();
    for (PhotoTask task : tasks) {
      Optional<ProtectionRecord> done = force ? Optional.empty() : done(task);
      if (done.isPresent() && reportFile.isEmpty()) {
        outcomes.addSkipped(done.get().attackRate());
        lines.skipped(task, done.get().verdict(), done.get().outcome(required));
      } else {
        open.add(task);
      }
    }
    if (!open.isEmpty()) {
      work(open, models, group, faces, fitting.forPhotos(open.size()));
    }
    return conclude(total);
  }

  private Optional<ProtectionRecord> done(PhotoTask task) {
    return ProtectionRecord.read(task.target()).filter(record -> record.isDone(task, fingerprint));
  }

  private void work(
      List<PhotoTask> tasks,
      ModelOptions models,
      ModelOptions.Found group,
      LabelOptions.Faces faces,
      MemoryPlanner fitting) {
    List<Manifest> manifests = group.manifests();
    List<Generator> generators =
        UsableModels.of(manifests, plan, fitting::load).requireAll().generators();
    print.noteAssumptions(console, generators);
    faces.requireFit(generators);
    MemoryPlan fitted = fitting.fit(manifests, generators);
    fitted.notes().forEach(sentence -> print.note(console, sentence));
    String device = fitting.sessions().description();
    report =
        ReportFile.begin(
            plan.describe() + ", on " + device, generators, plan.settings().threshold());
    if (print.human()) {
      console
          .err()
          .printf(
              Locale.ROOT,
              "cdmaa: %d %s, %d %s; %s; %s%n",
              tasks.size(),
              tasks.size() == 1 ? "photo" : "photos",
              generators.size(),
              generators.size() == 1 ? "generator" : "generators",
              plan.describe(),
              device);
    }
    ModelWatch watch =
        ModelWatch.over(
            group.before(),
            models::amended,
            manifest -> UsableModels.checked(manifest, plan, fitting::load),
            manifests,
            generators);
    // The evaluation of one photo alone is not worth a second set of sessions.
    // Nor is it where memory is scarce, unless the search is not exact and cannot evaluate anyway.
    boolean overlapping = tasks.size() > 1 && !(fitting.scarce() && fitting.exact());
    try (CurrentModels current = new CurrentModels(watch, fitted, faces, fitting, overlapping);
        PhotoPipeline pipeline = new PhotoPipeline()) {
      batch(tasks, new Line(current, pipeline, overlapping));
    }
    log.ifPresent(DiagnosticsLog::write);
    if (reportFile.isPresent() && !console.interruption().requested()) {
      reportedFailures.forEach(Runnable::run);
      report.write(reportFile.get());
    }
  }

  /**
   * What photos pass through.
   *
   * @param models search and evaluate
   * @param pipeline decodes ahead, and finishes behind
   * @param overlapping whether photos are finished while the next ones are searched
   */
  private record Line(CurrentModels models, PhotoPipeline pipeline, boolean overlapping) {
    Future<PhotoResult> finish(Callable<PhotoResult> rest) {
      return overlapping ? pipeline.behind(rest) : now(rest);
    }
  }

  private void batch(List<PhotoTask> tasks, Line line) {
    pace = new Pace(tasks.size());
    estimate =
        new LongSearch(
            plan.settings().iterations(),
            Math.ceil((double) tasks.size() / line.models().width()),
            sentence -> print.note(console, sentence),
            System::nanoTime);
    began = System.nanoTime();
    PhotoFeed feed = new PhotoFeed(tasks, line.pipeline(), line.models().width());
    boolean begun = false;
    while (feed.hasNext() && !console.interruption().requested()) {
      List<Decoded> photos = feed.next(this::shape);
      try {
        if (begun) {
          refresh(line.models());
        }
        begun = true;
        if (photos.size() > 1 && photos.size() <= line.models().width()) {
          together(photos, line);
        } else {
          photos.forEach(photo -> alone(photo, line));
        }
      } catch (CancellationException e) {
        break;
      } catch (RuntimeException | OutOfMemoryError e) {
        photos.forEach(photo -> failed(photo, e));
      }
    }
    tell(true);
  }

  /** What the generators see of a photo that has to be searched, if it can be. */
  private Optional<PhotoShape> shape(Decoded photo) {
    if (!force && done(photo.task()).isPresent()) {
      return Optional.empty();
    }
    try {
      Photo original = PhotoPipeline.await(photo.photo());
      Crop crop = plan.crop().in(original);
      return Optional.of(new PhotoShape(original.channels(), crop.height(), crop.width()));
    } catch (RuntimeException | OutOfMemoryError e) {
      // Told when it is the photo's turn.
      return Optional.empty();
    }
  }

  private void alone(Decoded photo, Line line) {
    try {
      Unfinished found = one(photo, line.models());
      tell(true);
      unfinished.add(found.at(line.finish(found.rest())));
    } catch (CancellationException e) {
      throw e;
    } catch (RuntimeException | OutOfMemoryError e) {
      failed(photo, e);
    }
    if (!line.overlapping()) {
      tell(true);
    }
  }

  private void failed(Path photo, Throwable failure) {
    failed(photo, Failures.about(photo, Failures.describe(failure)));
  }

  private void failed(Decoded photo, Throwable failure) {
    tell(true);
    failed(photo.task().photo(), failure);
  }

  /** Photos of one shape, each on a thread of its own; one by one if that fails for all of them. */
  private void together(List<Decoded> photos, Line line) {
    long start = System.nanoTime();
    List<Optional<DiagnosticsLog.Section>> sections =
        photos.stream().map(photo -> section(photo.task(), line.models())).toList();
    List<Future<Callable<PhotoResult>>> found;
    try (Progress progress = progress(label(photos), line.models())) {
      found = begin(photos, line, sections, new SharedProgress(progress));
      for (Future<?> search : found) {
        while (!PhotoPipeline.hasEnded(search, LOOK_MILLISECONDS)) {
          tellIfReadable();
        }
      }
      progress.evaluating();
    }
    tell(true);
    if (found.stream().allMatch(PhotoPipeline::hasFailed)) {
      print.note(
          console,
          "Searching "
              + photos.size()
              + " photos at the same time fails; from here on they are searched one by one.");
      line.models().narrow();
      sections.forEach(section -> section.ifPresent(DiagnosticsLog.Section::drop));
      photos.forEach(photo -> alone(photo, line));
      return;
    }
    for (int i = 0; i < photos.size(); i++) {
      Future<Callable<PhotoResult>> search = found.get(i);
      Unfinished searched =
          searched(photos.get(i).task(), start, () -> PhotoPipeline.await(search).call());
      unfinished.add(searched.at(line.finish(searched.rest())));
    }
    if (!line.overlapping()) {
      tell(true);
    }
  }

  /** Begins the searches; each comes to what is left to do after it. */
  private List<Future<Callable<PhotoResult>>> begin(
      List<Decoded> photos,
      Line line,
      List<Optional<DiagnosticsLog.Section>> sections,
      SharedProgress progress) {
    Fingerprint used = fingerprint;
    List<Function<GeneratorGroup, Callable<PhotoResult>>> searches = new ArrayList<>();
    for (int i = 0; i < photos.size(); i++) {
      PhotoTask task = photos.get(i).task();
      Photo original = PhotoPipeline.await(photos.get(i).photo());
      Optional<DiagnosticsLog.Section> section = sections.get(i);
      Progress own = progress.lane();
      searches.add(
          lane -> {
            PhotoProtector protector =
                line.models().protector(lane, console.interruption(), section);
            PhotoProtection.Found search = protector.search(task, original, own);
            if (line.overlapping()) {
              return () -> finish(protector, task, search, used);
            }
            PhotoResult work = finish(protector, task, search, used);
            return () -> work;
          });
    }
    return line.models().together(shape(photos.get(0)).orElseThrow(), searches);
  }

  private Progress progress(String label, CurrentModels models) {
    boolean silent = print.quiet() || print.json();
    Progress shown =
        Progress.on(console, silent, label, plan.settings().iterations(), models.names());
    // A bar tells the time of its own photo, and a line would tear it.
    return silent || console.terminal() ? shown : estimate.timing(shown);
  }

  private Optional<DiagnosticsLog.Section> section(PhotoTask task, CurrentModels models) {
    return log.map(l -> l.begin(task.photo(), models.generators()));
  }

  /** Numbers and name for the progress of photos that are searched at the same time. */
  private String label(List<Decoded> photos) {
    int first = photos.get(0).number();
    String name = photos.get(0).task().photo().getFileName().toString();
    if (photos.size() > 1) {
      int last = first + photos.size() - 1;
      return "[" + first + "-" + last + "/" + pace.total() + "] " + name + " and those after it";
    }
    return pace.total() == 1 ? name : "[" + first + "/" + pace.total() + "] " + name;
  }

  /** Goes on with the models as they are now. */
  private void refresh(CurrentModels current) {
    Optional<ModelWatch.Change> change = current.poll();
    if (change.isEmpty()) {
      return;
    }
    // The photo before is evaluated by the models that it was protected against.
    tell(true);
    CurrentModels.Swap swap = current.swap(change.get());
    fingerprint = fingerprint.with(swap.manifests());
    swap.problems().forEach(console::error);
    List<String> names = current.names();
    print.note(
        console,
        "The models have changed; from here on: "
            + (names.isEmpty() ? "none" : String.join(", ", names))
            + ".");
    swap.notes().forEach(sentence -> print.note(console, sentence));
  }

  private static <T> Future<T> now(Callable<T> job) {
    FutureTask<T> task = new FutureTask<>(job);
    task.run();
    return task;
  }

  /**
   * A photo that is searched, but not written, evaluated and told.
   *
   * @param task the photo
   * @param rest what is left to do
   * @param outcome of the rest, once it is under way
   * @param tell prints the outcome
   */
  private record Unfinished(
      PhotoTask task,
      Callable<PhotoResult> rest,
      Future<PhotoResult> outcome,
      Consumer<PhotoResult> tell) {
    Unfinished at(Future<PhotoResult> started) {
      return new Unfinished(task, rest, started, tell);
    }
  }

  /**
   * Tells of the photos before, in their order and on this thread, so that lines of two photos
   * never mix.
   *
   * @param wait whether to wait for them
   */
  private void tell(boolean wait) {
    while (!unfinished.isEmpty() && (wait || unfinished.element().outcome().isDone())) {
      Unfinished next = unfinished.remove();
      try {
        next.tell().accept(PhotoPipeline.await(next.outcome()));
        if (print.human() && pace.total() > 1) {
          finished++;
          double seconds = (System.nanoTime() - began) / 1e9;
          console.err().println("cdmaa: " + pace.after(finished, seconds));
        }
      } catch (CancellationException e) {
        // The user ended its search; the last line counts the photos that are finished.
      } catch (RuntimeException | OutOfMemoryError e) {
        failed(next.task().photo(), e);
      }
    }
  }

  /** Tells of what is finished, unless a bar is being drawn. */
  private void tellIfReadable() {
    if (!console.terminal()) {
      tell(false);
    }
  }

  private Unfinished one(Decoded photo, CurrentModels models) {
    PhotoTask task = photo.task();
    boolean doneBefore = !force && done(task).isPresent();
    PhotoProtector protector =
        models.protector(
            console.interruption(), doneBefore ? Optional.empty() : section(task, models));
    Photo original = PhotoPipeline.await(photo.photo());
    if (doneBefore) {
      // Only a report brings a finished photo here: it needs the pictures.
      return new Unfinished(
          task,
          () -> protector.evaluate(task, original),
          null,
          work -> {
            Verdict verdict = work.evaluation().verdict();
            Outcome outcome = Outcome.of(verdict, required);
            outcomes.addSkipped(verdict.attackRate());
            lines.skipped(task, VerdictJson.of(verdict), outcome);
            reported(task, work, outcome, "Protected in an earlier run.");
          });
    }
    long start = System.nanoTime();
    Fingerprint used = fingerprint;
    try (Progress progress = progress(label(List.of(photo)), models)) {
      PhotoProtection.Found search =
          protector.search(task, original, new Telling(progress, this::tellIfReadable));
      progress.evaluating();
      return searched(task, start, () -> finish(protector, task, search, used));
    }
  }

  /** A photo whose search began at a time; what is left of it may wait for the search's end. */
  private Unfinished searched(PhotoTask task, long start, Callable<PhotoResult> rest) {
    return new Unfinished(
        task,
        rest,
        null,
        work -> {
          Outcome outcome = Outcome.of(work.evaluation().verdict(), required);
          outcomes.add(outcome, work.evaluation().verdict().attackRate());
          double seconds = (System.nanoTime() - start) / 1e9;
          lines.protectedPhoto(task, work, outcome, seconds, pace.total() > 1);
          reported(task, work, outcome, PhotoLines.note(task, work));
        });
  }

  /** Progress that now and then looks whether the photo before is finished. */
  private record Telling(Progress progress, Runnable look) implements Progress {
    @Override
    public void iteration(int iteration, Losses losses) {
      look.run();
      progress.iteration(iteration, losses);
    }

    @Override
    public void evaluating() {
      progress.evaluating();
    }

    @Override
    public void close() {
      progress.close();
    }
  }

  /** Writes, evaluates and records. */
  private PhotoResult finish(
      PhotoProtector protector, PhotoTask task, PhotoProtection.Found search, Fingerprint used) {
    String tool = "cdmaa " + CdmaaCommand.Version.number();
    return protector.finish(
        task,
        search,
        (delivery, verdict) ->
            ProtectionRecord.of(tool, task, delivery.file().orElseThrow(), used, verdict, required)
                .write(task.target()));
  }

  private void reported(PhotoTask task, PhotoResult work, Outcome outcome, String note) {
    if (reportFile.isPresent()) {
      report.add(
          task.photo().getFileName().toString(),
          outcome.label(),
          note,
          work.original(),
          work.protectedPhoto(),
          work.evaluation());
    }
  }

  private int conclude(int total) {
    boolean interrupted = console.interruption().requested();
    if (interrupted) {
      console.error("Stopped; " + outcomes.finished() + " of " + total + " photos are finished.");
      return Interruption.EXIT_CODE;
    }
    if (print.human() && total > 1) {
      console
          .err()
          .printf(Locale.ROOT, "cdmaa: %s, %d failed%n", outcomes.summary(), failures.size());
    }
    if (print.human() && !modelsLeftOut.isEmpty()) {
      console.err().println("cdmaa: models left out: " + modelsLeftOut.size());
      modelsLeftOut.forEach(problem -> console.err().println("  " + problem));
    }
    if (print.human() && total > 1 && !failures.isEmpty()) {
      console.err().println("cdmaa: not protected:");
      failures.stream().distinct().forEach(failure -> console.err().println("  " + failure));
    }
    if (print.human() && report != null) {
      reportFile.ifPresent(file -> console.out().println("Report: " + file));
    }
    outcomes.complaint().ifPresent(console::error);
    if (!failures.isEmpty()) {
      return ExitCodes.FAILED;
    }
    return outcomes.unmet() ? ExitCodes.NOT_MET : ExitCodes.DONE;
  }
}
