package io.cdmaa.cli;

import io.cdmaa.generator.Generator;
import io.cdmaa.protection.BatchEvent;
import io.cdmaa.protection.PhotoTask;
import io.cdmaa.protection.ProtectionPlan;
import io.cdmaa.protection.Requirement;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Prints the events of a batch. While a progress bar is drawn, all other lines are held back. */
final class BatchConsole implements Consumer<BatchEvent> {
  private final Console console;
  private final OutputOptions print;
  private final PhotoLines lines;
  private final OutcomeCounts outcomes;
  private final List<String> failures = new ArrayList<>();
  private final Set<String> told = new HashSet<>();
  private final List<String> modelsLeftOut = new ArrayList<>();
  private final Deque<BatchEvent> waiting = new ArrayDeque<>();
  private Optional<BatchProgress> progress = Optional.empty();
  private Pace pace = new Pace(0);
  private Optional<LongSearch> estimate = Optional.empty();
  private String batchTime = "";
  private long began;
  private int paced;
  private boolean cancelled;
  private int outside;

  /**
   * @param required the requirement that photos have to meet
   * @param details whether each domain of a verdict gets a line
   */
  BatchConsole(
      Console console,
      OutputOptions print,
      ProtectionPlan plan,
      Requirement required,
      boolean details) {
    this.console = console;
    this.print = print;
    outcomes = new OutcomeCounts(required);
    lines = new PhotoLines(console, print, plan, details);
  }

  @Override
  public void accept(BatchEvent event) {
    if (event instanceof BatchEvent.Iterated iterated) {
      progress.ifPresent(p -> p.iterated(iterated));
    } else if (event instanceof BatchEvent.Searched searched) {
      progress.ifPresent(p -> p.close(searched.found()));
      progress = Optional.empty();
      while (!waiting.isEmpty()) {
        tell(waiting.remove());
      }
    } else if (progress.isPresent() && console.terminal()) {
      waiting.add(event);
    } else {
      tell(event);
    }
  }

  private void tell(BatchEvent event) {
    if (event instanceof BatchEvent.Started started) {
      started(started);
    } else if (event instanceof BatchEvent.Searching searching) {
      progress = Optional.of(new BatchProgress(shown(searching), lines.plan()));
    } else if (event instanceof BatchEvent.Protected done) {
      outcomes.add(done.outcome(), done.result().evaluation().verdict().attackRate());
      lines.protectedPhoto(
          done.task(), done.result(), done.outcome(), done.seconds(), pace.total() > 1);
      paced();
    } else if (event instanceof BatchEvent.Skipped skipped) {
      outcomes.addSkipped(skipped.outcome(), skipped.attackRate());
      lines.skipped(
          skipped.task(), skipped.verdict(), skipped.outcome(), skipped.result(), pace.total() > 1);
      if (skipped.result().isPresent()) {
        paced();
      }
    } else if (event instanceof BatchEvent.Failed failed) {
      PhotoTask task = failed.task();
      fail(task.photo(), Failures.about(task.photo(), failed.failure()));
    } else if (event instanceof BatchEvent.Narrowed narrowed) {
      note(
          "Searching "
              + narrowed.tasks().size()
              + " photos at the same time fails; from here on they are searched one by one.");
    } else if (event instanceof BatchEvent.ModelsChanged changed) {
      changed.problems().forEach(console::error);
      note(
          "The models have changed; from here on: "
              + (changed.names().isEmpty() ? "none" : String.join(", ", changed.names()))
              + ".");
      changed.notes().forEach(this::note);
    } else if (event instanceof BatchEvent.Finished finished) {
      cancelled = finished.cancelled();
    }
  }

  private void started(BatchEvent.Started started) {
    started.notes().forEach(this::note);
    pace = new Pace(started.photos());
    began = System.nanoTime();
    if (!silent()) {
      // A line would break a bar, which shows the time left for its own photo.
      LongSearch.Listener tell =
          console.terminal()
              ? (span, sentence) -> batchTime = "all " + span + ","
              : (span, sentence) -> note(sentence);
      estimate =
          Optional.of(
              new LongSearch(
                  BatchProgress.steps(started.plan()),
                  Math.ceil((double) started.photos() / started.width()),
                  tell,
                  System::nanoTime));
    }
    if (print.human()) {
      console
          .err()
          .printf(
              Locale.ROOT,
              "cdmaa: %s, %s; %s; %s%n",
              Counts.of(started.photos(), "photo"),
              Counts.of(started.generators().size(), "generator"),
              started.plan().describe(),
              started.device());
    }
  }

  private boolean silent() {
    return print.quiet() || print.json();
  }

  private Progress shown(BatchEvent.Searching searching) {
    Progress shown =
        Progress.on(
            console,
            silent(),
            BatchProgress.label(searching),
            BatchProgress.steps(lines.plan()),
            searching.generators().stream().map(Generator::name).toList(),
            () -> searching.photos() > 1 ? batchTime : "");
    return estimate.map(e -> e.timing(shown)).orElse(shown);
  }

  private void note(String sentence) {
    print.note(console, sentence);
  }

  private void paced() {
    if (print.human() && pace.total() > 1) {
      paced++;
      double seconds = (System.nanoTime() - began) / 1e9;
      console.err().println("cdmaa: " + pace.after(paced, seconds));
    }
  }

  /** Prints the failure to write a file on the whole batch. */
  void lost(String sentence) {
    fail(null, sentence);
  }

  /**
   * Prints the failure of a photo that does not enter the batch.
   *
   * @param photo null if the failure does not concern a single photo
   */
  void failed(Path photo, String sentence) {
    outside++;
    fail(photo, sentence);
  }

  /** Prints why a model is left out. */
  void leftOut(Optional<Path> model, String sentence) {
    modelsLeftOut.add(sentence);
    console.error("Left out: " + sentence);
    lines.modelLeftOut(model, sentence);
  }

  private void fail(Path photo, String sentence) {
    failures.add(sentence);
    if (told.add(sentence)) {
      // A folder that cannot be written to fails every photo.
      console.error(sentence);
    }
    lines.failed(Optional.ofNullable(photo), sentence);
  }

  /**
   * Prints the summary of the batch.
   *
   * @param photos number of photos that were to be protected
   * @param report the report, if requested
   * @return the exit code
   */
  int conclude(int photos, Optional<BatchReport> report) {
    int total = outside + photos;
    if (cancelled) {
      console.error("Stopped; " + outcomes.finished() + " of " + total + " photos are finished.");
    }
    if (print.human() && total > 1) {
      console
          .err()
          .printf(Locale.ROOT, "cdmaa: %s, %d failed%n", outcomes.summary(), failures.size());
    }
    if (print.human() && !modelsLeftOut.isEmpty()) {
      console.err().println("cdmaa: models left out: " + modelsLeftOut.size());
      modelsLeftOut.forEach(problem -> console.err().printf("  %s%n", problem));
    }
    if (print.human() && total > 1 && !failures.isEmpty()) {
      console.err().println("cdmaa: not protected:");
      failures.stream().distinct().forEach(failure -> console.err().printf("  %s%n", failure));
    }
    if (print.human()) {
      report
          .flatMap(BatchReport::written)
          .ifPresent(file -> console.out().printf("Report: %s%n", file));
    }
    if (cancelled) {
      return Interruption.EXIT_CODE;
    }
    outcomes.complaint().ifPresent(console::error);
    if (!failures.isEmpty()) {
      return ExitCodes.FAILED;
    }
    return outcomes.unmet() ? ExitCodes.NOT_MET : ExitCodes.DONE;
  }
}
