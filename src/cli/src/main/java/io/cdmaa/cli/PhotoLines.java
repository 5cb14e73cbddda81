package io.cdmaa.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.cdmaa.Outcome;
import io.cdmaa.attack.AttackResult;
import io.cdmaa.attack.Queries;
import io.cdmaa.image.PictureFile;
import io.cdmaa.io.Json;
import io.cdmaa.protection.PhotoResult;
import io.cdmaa.protection.PhotoTask;
import io.cdmaa.protection.ProtectionPlan;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Prints the lines on each photo, human-readable or as JSON.
 *
 * @param details whether each domain gets a line
 */
record PhotoLines(Console console, OutputOptions print, ProtectionPlan plan, boolean details) {
  /**
   * Prints a failure as JSON; without {@code --json} it was printed when it happened.
   *
   * @param photo empty if the failure does not concern a single photo
   */
  void failed(Optional<Path> photo, String sentence) {
    if (print.json()) {
      String file = photo.map(Path::toString).orElse(null);
      console.out().println(Json.line(new FailureLine(file, null, "failed", sentence)));
    }
  }

  /** Prints as JSON a model that the run does without. */
  void modelLeftOut(Optional<Path> model, String sentence) {
    if (print.json()) {
      String file = model.map(Path::toString).orElse(null);
      console.out().println(Json.line(new FailureLine(null, file, "model left out", sentence)));
    }
  }

  /**
   * Prints a protected photo with its verdict.
   *
   * @param among whether it is one of several, each of which then gets only a line or two
   */
  void protectedPhoto(
      PhotoTask task, PhotoResult work, Outcome outcome, double seconds, boolean among) {
    if (print.json()) {
      console.out().println(Json.line(PhotoJson.of(task, work, outcome, seconds, plan)));
    } else if (print.human() && among && !details && !print.verbose()) {
      console
          .out()
          .printf(
              Locale.ROOT,
              "%s -> %s (%.1f s): %s, %s%n",
              task.photo(),
              task.target(),
              seconds,
              outcome.label(),
              VerdictText.brief(work.evaluation().verdict()));
      if (!note(task, work).isEmpty()) {
        console.out().println("  " + note(task, work));
      }
    } else if (print.human()) {
      console
          .out()
          .printf(
              Locale.ROOT,
              "%s -> %s (%.1f s): %s%n",
              task.photo(),
              task.target(),
              seconds,
              outcome.label());
      if (!note(task, work).isEmpty()) {
        console.out().println("  " + note(task, work));
      }
      console.out().print(VerdictText.of(work.evaluation().verdict(), details));
      for (Queries.Count count : work.queries()) {
        console
            .out()
            .printf(
                Locale.ROOT,
                "  %s was queried for %,d of at most %,d fakes%n",
                count.generator(),
                count.used(),
                count.budget());
      }
    }
  }

  /**
   * Prints a photo that was protected in an earlier run.
   *
   * @param again its evaluation, if this run has evaluated it again
   * @param among whether it is one of several
   */
  void skipped(
      PhotoTask task,
      JsonNode verdict,
      Outcome outcome,
      Optional<PhotoResult> again,
      boolean among) {
    if (print.json()) {
      console.out().println(Json.line(PhotoJson.skipped(task, outcome, plan, verdict)));
    } else if (print.human()) {
      console
          .out()
          .printf(
              Locale.ROOT,
              "%s -> %s: done before, %s (%s%s)%n",
              task.photo(),
              task.target(),
              again.isPresent() ? "evaluated" : "skipped",
              outcome.label(),
              outcome == Outcome.UNEVALUATED
                  ? ""
                  : String.format(
                      Locale.ROOT,
                      ", attack rate %.0f %%",
                      100 * verdict.path("attackRate").asDouble()));
      if (again.isPresent() && (!among || details || print.verbose())) {
        console.out().print(VerdictText.of(again.get().evaluation().verdict(), details));
      }
    }
  }

  /** Returns what is special about a photo and how its search ended; may be empty. */
  static String note(PhotoTask task, PhotoResult work) {
    AttackResult.Ending ending = work.attack().orElseThrow().ending();
    String search =
        switch (ending) {
          case STATIONARY ->
              "No generator reacts to any change of this photo, so it was not changed.";
          case EARLY -> "Stopped early, as every domain was broken.";
          case COMPLETED, CANCELLED -> "";
        };
    int frames = PictureFile.frames(task.photo());
    String first = frames > 1 ? "Only the first of its " + frames + " frames is protected." : "";
    return Stream.of(work.region().describe(), search, first)
        .filter(sentence -> !sentence.isEmpty())
        .collect(Collectors.joining(" "));
  }
}
