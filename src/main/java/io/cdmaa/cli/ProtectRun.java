package io.cdmaa.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cdmaa.CdmaaException;
import io.cdmaa.attack.AttackResult;
import io.cdmaa.attack.Losses;
import io.cdmaa.attack.Queries;
import io.cdmaa.cli.DoneRecord.Recipe;
import io.cdmaa.evaluation.Digest;
import io.cdmaa.evaluation.HtmlReport;
import io.cdmaa.evaluation.VerdictJson;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ModelWatch;
import io.cdmaa.image.Photo;
import io.cdmaa.runtime.Processor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One run over a batch: goes on after a bad photo, skips what is done, tells the outcome. */
final class ProtectRun {
  private final Console console;
  private final OutputOptions print;
  private final AttackPlan plan;
  private final boolean force;
  private final boolean details;
  private final Optional<Path> reportFile;
  private final Optional<DiagnosticsLog> log;
  private final List<String> failures = new ArrayList<>();
  private final List<Runnable> reportedFailures = new ArrayList<>();
  private Recipe recipe;
  private HtmlReport report;
  private Pace pace;
  private long began;
  private int finished;
  private Unfinished unfinished;
  private int protectedCount;
  private int skippedCount;

  ProtectRun(
      Console console,
      OutputOptions print,
      Recipe recipe,
      boolean force,
      boolean details,
      Optional<Path> reportFile,
      Optional<DiagnosticsLog> log) {
    this.log = log;
    this.console = console;
    this.print = print;
    this.recipe = recipe;
    plan = recipe.plan();
    this.force = force;
    this.details = details;
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
    if (print.json() && photo != null) {
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      node.put("photo", name);
      node.put("status", "failed");
      node.put("error", sentence);
      console.out().println(node);
    }
  }

  /**
   * Protects all photos and returns the exit code.
   *
   * @param models what the user named, watched between photos
   * @param group what is behind them
   * @param fitting how sessions are opened; asked for only if there is work
   */
  int all(
      List<PhotoTask> tasks,
      ModelOptions models,
      ModelOptions.Found group,
      LabelOptions.Faces faces,
      Supplier<Fitting> fitting) {
    int total = failures.size() + tasks.size();
    List<PhotoTask> open = new ArrayList<>();
    for (PhotoTask task : tasks) {
      Optional<DoneRecord> done = force ? Optional.empty() : done(task);
      if (done.isPresent() && reportFile.isEmpty()) {
        skipped(task, done.get().verdict());
      } else {
        open.add(task);
      }
    }
    if (!open.isEmpty()) {
      work(open, models, group, faces, fitting.get());
    }
    return conclude(total);
  }

  private Optional<DoneRecord> done(PhotoTask task) {
    return DoneRecord.read(task.target()).filter(record -> record.isDone(task, recipe));
  }

  private void work(
      List<PhotoTask> tasks,
      ModelOptions models,
      ModelOptions.Found group,
      LabelOptions.Faces faces,
      Fitting fitting) {
    List<Manifest> manifests = group.manifests();
    List<Generator> generators =
        ModelOptions.load(
            manifests, plan.method().loss(), fitting.sessions().cache(), console, print);
    faces.requireFit(generators);
    Fitting.Fitted fitted = fitting.fit(manifests, generators);
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
        ModelWatch.over(group.before(), models::amended, fitting::load, manifests, generators);
    // The judgement of one photo alone is not worth a second set of sessions.
    boolean overlapping = tasks.size() > 1 && !fitting.scarce();
    try (CurrentModels current = new CurrentModels(watch, fitted, faces, fitting, overlapping);
        PhotoPipeline pipeline = new PhotoPipeline()) {
      batch(tasks, current, pipeline, overlapping);
    }
    log.ifPresent(DiagnosticsLog::write);
    if (reportFile.isPresent() && !console.interruption().requested()) {
      reportedFailures.forEach(Runnable::run);
      report.write(reportFile.get());
    }
  }

  private void batch(
      List<PhotoTask> tasks, CurrentModels current, PhotoPipeline pipeline, boolean overlapping) {
    pace = new Pace(tasks.size());
    began = System.nanoTime();
    Future<Photo> next = pipeline.ahead(() -> PhotoProtector.read(tasks.get(0)));
    for (int i = 0; i < tasks.size() && !console.interruption().requested(); i++) {
      PhotoTask task = tasks.get(i);
      Future<Photo> decoded = next;
      if (i + 1 < tasks.size()) {
        PhotoTask after = tasks.get(i + 1);
        next = pipeline.ahead(() -> PhotoProtector.read(after));
      }
      String position = tasks.size() == 1 ? "" : "[" + (i + 1) + "/" + tasks.size() + "] ";
      try {
        if (i > 0) {
          refresh(current);
        }
        PhotoProtector protector = current.protector(console.interruption(), log);
        Photo original = PhotoPipeline.await(decoded);
        Unfinished found =
            one(protector, task, original, position + task.photo().getFileName(), current.names());
        tell(true);
        unfinished = found.at(overlapping ? pipeline.behind(found.rest()) : now(found.rest()));
      } catch (CancellationException e) {
        break;
      } catch (RuntimeException | OutOfMemoryError e) {
        tell(true);
        failed(task.photo(), about(task.photo(), e));
      }
      if (!overlapping) {
        tell(true);
      }
    }
    tell(true);
  }

  /** Goes on with the models as they are now. */
  private void refresh(CurrentModels current) {
    Optional<ModelWatch.Change> change = current.poll();
    if (change.isEmpty()) {
      return;
    }
    // The photo before is judged by the models that it was protected against.
    tell(true);
    CurrentModels.Swap swap = current.swap(change.get());
    recipe = Recipe.of(swap.manifests(), plan);
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
   * A photo that is searched, but not written, judged and told.
   *
   * @param task the photo
   * @param rest what is left to do
   * @param outcome of the rest, once it is under way
   * @param tell prints the outcome
   */
  private record Unfinished(
      PhotoTask task,
      Callable<PhotoProtector.Work> rest,
      Future<PhotoProtector.Work> outcome,
      Consumer<PhotoProtector.Work> tell) {
    Unfinished at(Future<PhotoProtector.Work> started) {
      return new Unfinished(task, rest, started, tell);
    }
  }

  /**
   * Tells of the photo before, on this thread, so that lines of two photos never mix.
   *
   * @param wait whether to wait for it
   */
  private void tell(boolean wait) {
    Unfinished last = unfinished;
    if (last == null || (!wait && !last.outcome().isDone())) {
      return;
    }
    unfinished = null;
    try {
      last.tell().accept(PhotoPipeline.await(last.outcome()));
      if (print.human() && pace.total() > 1) {
        finished++;
        double seconds = (System.nanoTime() - began) / 1e9;
        console.err().println("cdmaa: " + pace.after(finished, seconds));
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      failed(last.task().photo(), about(last.task().photo(), e));
    }
  }

  /** The sentence for a photo, which names the photo. */
  private static String about(Path photo, Throwable failure) {
    String sentence = Failures.describe(failure);
    return sentence.contains(photo.toString()) ? sentence : photo + ": " + sentence;
  }

  private Unfinished one(
      PhotoProtector protector, PhotoTask task, Photo original, String label, List<String> names) {
    if (!force && done(task).isPresent()) {
      // Only a report brings a finished photo here: it needs the pictures.
      return new Unfinished(
          task,
          () -> protector.judge(task, original),
          null,
          work -> {
            skipped(task, VerdictJson.of(work.judgement().verdict()));
            reported(task, work, "Protected in an earlier run.");
          });
    }
    long start = System.nanoTime();
    Recipe used = recipe;
    try (Progress progress =
        Progress.on(
            console, print.quiet() || print.json(), label, plan.settings().iterations(), names)) {
      Progress telling = console.terminal() ? progress : new Telling(progress, () -> tell(false));
      PhotoProtector.Search search = protector.search(task, original, telling);
      progress.judging();
      return new Unfinished(
          task,
          () -> finish(protector, task, search, used),
          null,
          work -> {
            protectedCount++;
            told(task, work, (System.nanoTime() - start) / 1e9);
            reported(task, work, note(work));
          });
    }
  }

  /** Progress that now and then looks whether the photo before is finished. */
  private record Telling(Progress progress, Runnable look) implements Progress {
    @Override
    public void iteration(int iteration, Losses losses) {
      look.run();
      progress.iteration(iteration, losses);
    }

    @Override
    public void judging() {
      progress.judging();
    }

    @Override
    public void close() {
      progress.close();
    }
  }

  /** Writes, judges and records; a file without a verdict is taken away again. */
  private PhotoProtector.Work finish(
      PhotoProtector protector, PhotoTask task, PhotoProtector.Search search, Recipe used) {
    boolean kept = false;
    boolean replaced = DoneRecord.read(task.target()).isPresent();
    String before = Digest.ofOrEmpty(task.target());
    try {
      PhotoProtector.Work work = protector.finish(task, search);
      DoneRecord.of(task, used, work.judgement().verdict()).write(task.target());
      kept = true;
      return work;
    } finally {
      if (!kept && !before.equals(Digest.ofOrEmpty(task.target()))) {
        // Written, but not judged and recorded: a protected photo without a verdict proves nothing.
        discard(task.target());
        if (replaced) {
          discard(DoneRecord.beside(task.target()));
        }
      }
    }
  }

  private static void discard(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new CdmaaException("The file " + file + " could not be removed; delete it by hand", e);
    }
  }

  private void reported(PhotoTask task, PhotoProtector.Work work, String note) {
    if (reportFile.isPresent()) {
      report.add(
          task.photo().getFileName().toString(),
          note,
          work.original(),
          work.protectedPhoto(),
          work.judgement());
    }
  }

  private static String note(PhotoProtector.Work work) {
    AttackResult.Ending ending = work.attack().orElseThrow().ending();
    return switch (ending) {
      case STATIONARY -> "No generator reacts to any change of this photo, so it stays as it was.";
      case EARLY -> "Stopped early, as every domain was broken.";
      case COMPLETED, CANCELLED -> "";
    };
  }

  private void told(PhotoTask task, PhotoProtector.Work work, double seconds) {
    if (print.json()) {
      ObjectNode node = json(task, "protected");
      node.put("seconds", Math.round(seconds * 1000) / 1000.0);
      node.put("peakMemoryMiB", Processor.peakResidentBytes() >> 20);
      node.put("ending", work.attack().orElseThrow().ending().name().toLowerCase(Locale.ROOT));
      if (!work.queries().isEmpty()) {
        ObjectNode queries = node.putObject("queries");
        work.queries().forEach(count -> queries.put(count.generator(), count.used()));
      }
      node.set("settings", plan.json());
      node.set("verdict", VerdictJson.of(work.judgement().verdict()));
      console.out().println(node);
    } else if (print.human()) {
      console
          .out()
          .printf(Locale.ROOT, "%s -> %s (%.1f s)%n", task.photo(), task.target(), seconds);
      if (!note(work).isEmpty()) {
        console.out().println("  " + note(work));
      }
      console.out().print(VerdictText.of(work.judgement().verdict(), details));
      for (Queries.Count count : work.queries()) {
        console
            .out()
            .printf(
                Locale.ROOT,
                "  %s was asked for %,d of at most %,d fakes%n",
                count.generator(),
                count.used(),
                count.budget());
      }
    }
  }

  private void skipped(PhotoTask task, JsonNode verdict) {
    skippedCount++;
    if (print.json()) {
      ObjectNode node = json(task, "skipped");
      node.set("settings", plan.json());
      node.set("verdict", verdict);
      console.out().println(node);
    } else if (print.human()) {
      console
          .out()
          .printf(
              Locale.ROOT,
              "%s -> %s: done before, skipped (attack rate %.0f %%)%n",
              task.photo(),
              task.target(),
              100 * verdict.path("attackRate").asDouble());
    }
  }

  private static ObjectNode json(PhotoTask task, String status) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("photo", task.photo().toString());
    node.put("output", task.target().toString());
    node.put("status", status);
    return node;
  }

  private int conclude(int total) {
    boolean interrupted = console.interruption().requested();
    if (interrupted) {
      console.error(
          "Stopped; " + (protectedCount + skippedCount) + " of " + total + " photos are finished.");
      return Interruption.EXIT_CODE;
    }
    if (print.human() && total > 1) {
      console
          .err()
          .printf(
              Locale.ROOT,
              "cdmaa: %d protected, %d done before, %d failed%n",
              protectedCount,
              skippedCount,
              failures.size());
    }
    if (print.human() && total > 1 && !failures.isEmpty()) {
      console.err().println("cdmaa: not protected:");
      failures.stream().distinct().forEach(failure -> console.err().println("  " + failure));
    }
    if (print.human() && report != null) {
      reportFile.ifPresent(file -> console.out().println("Report: " + file));
    }
    return failures.isEmpty() ? 0 : 1;
  }
}
