package io.cdmaa.cli;

import io.cdmaa.protection.BatchEvent;
import io.cdmaa.protection.PhotoTask;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Collects the diagnostics of each iteration of a batch, and writes them when the batch is over.
 */
final class BatchDiagnostics implements Consumer<BatchEvent> {
  private final DiagnosticsLog log;
  private final Map<PhotoTask, DiagnosticsLog.Section> sections = new HashMap<>();
  private boolean worked;

  BatchDiagnostics(Path file, String method) {
    log = new DiagnosticsLog(file, method);
  }

  @Override
  public void accept(BatchEvent event) {
    if (event instanceof BatchEvent.Started) {
      worked = true;
    } else if (event instanceof BatchEvent.Searching searching) {
      searching
          .tasks()
          .forEach(task -> sections.put(task, log.begin(task.photo(), searching.generators())));
    } else if (event instanceof BatchEvent.Iterated iterated) {
      Optional.ofNullable(sections.get(iterated.task()))
          .ifPresent(section -> section.add(iterated.report()));
    } else if (event instanceof BatchEvent.Narrowed narrowed) {
      narrowed.tasks().forEach(task -> sections.remove(task).drop());
    } else if (event instanceof BatchEvent.Finished && worked) {
      log.write();
    }
  }
}
