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

/** Writes the page that {@code --report} asks for when a batch is over, unless it was cancelled. */
final class BatchReport implements Consumer<BatchEvent> {
  private final Path file;
  private final List<Failure> failures = new ArrayList<>();
  private final List<String> generatorsLeftOut = new ArrayList<>();
  private Optional<HtmlReport> page = Optional.empty();
  private boolean written;

  /** What the page says of a photo that could not be protected. */
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
    } else if (event instanceof BatchEvent.Finished finished && !finished.cancelled()) {
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
                result.evaluation()));
  }

  /**
   * Notes a failure for the end of the page.
   *
   * @param photo null if it is about no single photo
   */
  void failed(Path photo, String sentence) {
    String brief = photo == null ? "" : photo.getFileName().toString();
    failures.add(new Failure(brief, withoutFolder(Optional.ofNullable(photo), sentence)));
  }

  /** Notes a model that the batch goes on without. */
  void leftOut(Optional<Path> model, String sentence) {
    generatorsLeftOut.add(withoutFolder(model, sentence));
  }

  /** The page goes to others, whom the folders of this machine do not concern. */
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

  /** Where the page is, once it is written. */
  Optional<Path> written() {
    return written ? Optional.of(file) : Optional.empty();
  }
}
