package io.cdmaa.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cdmaa.CdmaaException;
import io.cdmaa.attack.AttackResult;
import io.cdmaa.attack.Queries;
import io.cdmaa.cli.DoneRecord.Recipe;
import io.cdmaa.evaluation.Digest;
import io.cdmaa.evaluation.HtmlReport;
import io.cdmaa.evaluation.VerdictJson;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.Manifest;
import io.cdmaa.runtime.SessionFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/** One run over a batch: goes on after a bad photo, skips what is done, tells the outcome. */
final class ProtectRun {
  private final Console console;
  private final OutputOptions print;
  private final Recipe recipe;
  private final boolean force;
  private final boolean details;
  private final Optional<Path> reportFile;
  private final Optional<DiagnosticsLog> log;
  private final boolean everyDomain;
  private final List<String> failures = new ArrayList<>();
  private final List<Runnable> reportedFailures = new ArrayList<>();
  private HtmlReport report;
  private int protectedCount;
  private int skippedCount;

  ProtectRun(
      Console console,
      OutputOptions print,
      Recipe recipe,
      boolean force,
      boolean details,
      Optional<Path> reportFile,
      Optional<DiagnosticsLog> log,
      boolean everyDomain) {
    this.log = log;
    this.everyDomain = everyDomain;
    this.console = console;
    this.print = print;
    this.recipe = recipe;
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

  /** Protects all photos and returns the exit code. */
  int all(
      List<PhotoTask> tasks,
      List<Manifest> manifests,
      LabelOptions.Faces faces,
      Supplier<SessionFactory> sessions) {
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
      work(open, manifests, faces, sessions.get());
    }
    return conclude(total);
  }

  private Optional<DoneRecord> done(PhotoTask task) {
    return DoneRecord.read(task.target()).filter(record -> record.isDone(task, recipe));
  }

  private void work(
      List<PhotoTask> tasks,
      List<Manifest> manifests,
      LabelOptions.Faces faces,
      SessionFactory sessions) {
    List<Generator> generators =
        ModelOptions.load(manifests, recipe.plan().method().loss(), console, print);
    faces.requireFit(generators);
    report =
        ReportFile.begin(
            recipe.plan().describe() + ", on " + sessions.description(),
            generators,
            recipe.plan().settings().threshold());
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
              recipe.plan().describe(),
              sessions.description());
    }
    try (GeneratorGroup group = recipe.plan().group(generators, sessions, everyDomain)) {
      PhotoProtector protector =
          new PhotoProtector(group, recipe.plan(), console.interruption(), log);
      List<String> names = generators.stream().map(Generator::name).toList();
      for (int i = 0; i < tasks.size() && !console.interruption().requested(); i++) {
        String label = tasks.get(i).photo().getFileName().toString();
        String position = tasks.size() == 1 ? "" : "[" + (i + 1) + "/" + tasks.size() + "] ";
        try {
          one(protector, tasks.get(i), position + label, names);
        } catch (CancellationException e) {
          break;
        } catch (RuntimeException | OutOfMemoryError e) {
          failed(tasks.get(i).photo(), about(tasks.get(i).photo(), e));
        }
      }
    }
    log.ifPresent(DiagnosticsLog::write);
    if (reportFile.isPresent() && !console.interruption().requested()) {
      reportedFailures.forEach(Runnable::run);
      report.write(reportFile.get());
    }
  }

  /** The sentence for a photo, which names the photo. */
  private static String about(Path photo, Throwable failure) {
    String sentence = Failures.describe(failure);
    return sentence.contains(photo.toString()) ? sentence : photo + ": " + sentence;
  }

  private void one(PhotoProtector protector, PhotoTask task, String label, List<String> names) {
    if (!force && done(task).isPresent()) {
      // Only a report brings a finished photo here: it needs the pictures.
      PhotoProtector.Work work = protector.judge(task);
      skipped(task, VerdictJson.of(work.judgement().verdict()));
      reported(task, work, "Protected in an earlier run.");
      return;
    }
    long start = System.nanoTime();
    PhotoProtector.Work work;
    boolean kept = false;
    boolean replaced = DoneRecord.read(task.target()).isPresent();
    String before = Digest.ofOrEmpty(task.target());
    try (Progress progress =
        Progress.on(
            console,
            print.quiet() || print.json(),
            label,
            recipe.plan().settings().iterations(),
            names)) {
      work = protector.protect(task, progress);
      DoneRecord.of(task, recipe, work.judgement().verdict()).write(task.target());
      kept = true;
    } finally {
      if (!kept && !before.equals(Digest.ofOrEmpty(task.target()))) {
        // Written, but not judged and recorded: a protected photo without a verdict proves nothing.
        discard(task.target());
        if (replaced) {
          discard(DoneRecord.beside(task.target()));
        }
      }
    }
    protectedCount++;
    told(task, work, (System.nanoTime() - start) / 1e9);
    reported(task, work, note(work));
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
      node.put("ending", work.attack().orElseThrow().ending().name().toLowerCase(Locale.ROOT));
      if (!work.queries().isEmpty()) {
        ObjectNode queries = node.putObject("queries");
        work.queries().forEach(count -> queries.put(count.generator(), count.used()));
      }
      node.set("settings", recipe.plan().json());
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
      node.set("settings", recipe.plan().json());
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
