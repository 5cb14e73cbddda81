package io.cdmaa.cli;

import io.cdmaa.Outcome;
import io.cdmaa.evaluation.HtmlReport;
import io.cdmaa.protection.BatchEvent;
import io.cdmaa.protection.PhotoResult;
import io.cdmaa.protection.PhotoTask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes the HTML report for {@code --report} when a batch is over. If the batch was cancelled, the
 * report shows the photos that were finished, and says so.
 */
final class BatchReport implements Consumer<BatchEvent> {
  private final Path file;
  private final List<Failure> failures = new ArrayList<>();
  private final List<String> generatorsLeftOut = new ArrayList<>();
  private Optional<HtmlReport> page = Optional.empty();
  private boolean written;

  /** A photo that could not be protected, as the report lists it. */
  private record Failure(String photo, String sentence) {}

  BatchReport(Path file) {
    this.file = file;
  }

  @Override
  public void accept(BatchEvent event) {
    if (event instanceof BatchEvent.Started started) {
      page =
          Optional.of(
              ReportFile.begin(
                  started.plan().describe() + ", on " + started.device(),
                  started.generators(),
                  started.plan().settings().threshold()));
    } else if (event instanceof BatchEvent.Protected done) {
      add(done.task(), done.result(), done.outcome(), PhotoLines.note(done.task(), done.result()));
    } else if (event instanceof BatchEvent.Skipped skipped) {
      skipped
          .result()
          .ifPresent(
              result ->
                  add(skipped.task(), result, skipped.outcome(), "Protected in an earlier run."));
    } else if (event instanceof BatchEvent.Failed failed) {
      Path photo = failed.task().photo();
      failed(photo, Failures.about(photo, failed.failure()));
    } else if (event instanceof BatchEvent.Finished finished) {
      if (finished.cancelled()) {
        page.ifPresent(p -> p.addFact("Stopped", "before all photos were done"));
      }
      page.ifPresent(this::write);
    }
  }

  private void add(PhotoTask task, PhotoResult result, Outcome outcome, String note) {
    page.ifPresent(
        p ->
            p.add(
                task.photo().getFileName().toString(),
                outcome.label(),
                note,
                result.original(),
                result.protectedPhoto(),
                result.evaluation(),
                result.region().shown(result.original())));
  }

  /**
   * Adds a failure to the end of the report.
   *
   * @param photo null if the failure does not concern a single photo
   */
  void failed(Path photo, String sentence) {
    String brief = photo == null ? "" : photo.getFileName().toString();
    failures.add(new Failure(brief, withoutFolder(Optional.ofNullable(photo), sentence)));
  }

  /** Adds a model that the batch does without. */
  void leftOut(Optional<Path> model, String sentence) {
    generatorsLeftOut.add(withoutFolder(model, sentence));
  }

  /**
   * Removes the folder of a file from a sentence: the report may be published, and should not
   * disclose local paths.
   */
  private static String withoutFolder(Optional<Path> file, String sentence) {
    return file.map(f -> sentence.replace(f.toString(), f.getFileName().toString()))
        .orElse(sentence);
  }

  private void write(HtmlReport finished) {
    generatorsLeftOut.forEach(finished::addGeneratorLeftOut);
    failures.forEach(failure -> finished.addFailure(failure.photo(), failure.sentence()));
    finished.write(file);
    written = true;
  }

  /** Returns the path of the report, once it is written. */
  Optional<Path> written() {
    return written ? Optional.of(file) : Optional.empty();
  }
}
