package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.MethodSyntax;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ModelWatch;
import io.cdmaa.protection.Batch;
import io.cdmaa.protection.BatchEvent;
import io.cdmaa.protection.Fingerprint;
import io.cdmaa.protection.MemoryPlanner;
import io.cdmaa.protection.PhotoTask;
import io.cdmaa.protection.ProtectionPlan;
import io.cdmaa.protection.Requirement;
import io.cdmaa.protection.WatchedModels;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One run of the command over a batch, with all listeners. */
final class ProtectRun {
  private final Console console;
  private final OutputOptions print;
  private final ProtectionPlan plan;
  private final Fingerprint fingerprint;
  private final Batch.Settings settings;
  private final BatchConsole lines;
  private final Optional<BatchReport> report;
  private final Optional<BatchDiagnostics> diagnostics;

  ProtectRun(
      Console console,
      OutputOptions print,
      ProtectionPlan plan,
      Fingerprint fingerprint,
      Requirement required,
      boolean force,
      boolean details,
      Optional<Path> reportFile,
      Optional<Path> diagnosticsFile) {
    this.console = console;
    this.print = print;
    this.plan = plan;
    this.fingerprint = fingerprint;
    settings =
        new Batch.Settings(force, reportFile.isPresent(), required, CdmaaCommand.Version.tool());
    lines = new BatchConsole(console, print, plan, required, details);
    report = reportFile.map(BatchReport::new);
    diagnostics =
        diagnosticsFile.map(file -> new BatchDiagnostics(file, MethodSyntax.print(plan.method())));
  }

  /**
   * Records a photo that does not enter the batch, and prints the reason at once.
   *
   * @param photo null if the failure does not concern a single photo
   */
  void failed(Path photo, String sentence) {
    lines.failed(photo, sentence);
    report.ifPresent(page -> page.failed(photo, sentence));
  }

  /** Records a model that the run does without, and prints the reason at once. */
  void leftOut(CdmaaException problem) {
    String sentence = Failures.describe(problem);
    lines.leftOut(problem.file(), sentence);
    report.ifPresent(page -> page.leftOut(problem.file(), sentence));
  }

  /**
   * Protects all photos and returns the exit code.
   *
   * @param models the models as the user gave them, watched between photos
   * @param group the manifests found there
   * @param planner how sessions are opened
   */
  int all(
      List<PhotoTask> tasks,
      ModelOptions models,
      ModelOptions.Found group,
      LabelOptions.Faces faces,
      MemoryPlanner planner) {
    Batch batch =
        new Batch(settings, plan, fingerprint, console.interruption().token(), this::tell);
    batch.run(tasks, photos -> load(models, group, faces, planner, photos));
    return lines.conclude(tasks.size(), report);
  }

  private void tell(BatchEvent event) {
    diagnostics.ifPresent(log -> pass(event, log));
    report.ifPresent(page -> pass(event, page));
    lines.accept(event);
  }

  /** A file on the batch that cannot be written at its end does not hide what was done. */
  private void pass(BatchEvent event, Consumer<BatchEvent> listener) {
    try {
      listener.accept(event);
    } catch (CdmaaException e) {
      if (!(event instanceof BatchEvent.Finished)) {
        throw e;
      }
      lines.lost(Failures.describe(e));
    }
  }

  private WatchedModels load(
      ModelOptions models,
      ModelOptions.Found group,
      LabelOptions.Faces faces,
      MemoryPlanner planner,
      int photos) {
    List<Manifest> manifests = group.manifests();
    List<Generator> generators =
        UsableModels.of(manifests, plan, planner).requireAll().generators();
    print.noteAssumptions(console, generators);
    faces.requireFit(generators);
    ModelWatch watch =
        ModelWatch.over(
            group.before(),
            models::amended,
            manifest -> UsableModels.checked(manifest, plan, planner),
            manifests,
            generators);
    return new WatchedModels(
        Optional.of(watch), manifests, generators, faces::requireColumnsOf, planner, photos);
  }
}
