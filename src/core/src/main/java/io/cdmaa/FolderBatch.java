package io.cdmaa;

import io.cdmaa.generator.Generator;
import io.cdmaa.generator.Manifest;
import io.cdmaa.image.Encoding;
import io.cdmaa.image.OutputFormat;
import io.cdmaa.protection.Batch;
import io.cdmaa.protection.BatchEvent;
import io.cdmaa.protection.Computation;
import io.cdmaa.protection.Fingerprint;
import io.cdmaa.protection.ModelInputs;
import io.cdmaa.protection.OutputPlan;
import io.cdmaa.protection.PhotoFinder;
import io.cdmaa.protection.PhotoTask;
import io.cdmaa.protection.ProtectionPlan;
import io.cdmaa.protection.Requirement;
import io.cdmaa.protection.WatchedModels;
import io.cdmaa.protection.WriteGuard;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Protects photos from files and folders into a folder, for {@link PhotoProtectorBuilder}. */
final class FolderBatch {
  private final ProtectorParts setup;
  private final ProtectionPlan plan;
  private final Consumer<? super ProtectionEvent> listener;
  private List<Generator> searching = List.of();
  private int outside;

  FolderBatch(ProtectorParts setup) {
    this.setup = setup;
    plan = setup.planner().plan();
    listener = setup.listener();
  }

  BatchSummary run(List<Path> photos, Path folder, CancellationToken token) {
    setup.requireFiles();
    PhotoFinder.Photos found = new PhotoFinder(false, folder).find(photos);
    if (found.photos().isEmpty()) {
      throw new CdmaaException(
          ErrorReason.FILE,
          found.problems().stream()
              .map(PhotoFinder.Problem::sentence)
              .collect(Collectors.joining("; ")));
    }
    Fingerprint fingerprint =
        Fingerprint.of(
            setup.manifests(), plan.json(), Computation.of(setup.planner(), setup.arithmetic()));
    found.problems().forEach(problem -> outside(problem.path(), problem.sentence()));
    List<PhotoTask> tasks = tasks(photos, found.photos(), folder);
    Batch batch =
        new Batch(
            new Batch.Settings(false, false, Requirement.DEFAULT, "cdmaa " + version()),
            plan,
            fingerprint,
            token,
            this::tell);
    BatchEvent.Finished end = batch.run(tasks, this::models);
    return new BatchSummary(
        end.protectedPhotos(), end.skipped(), end.failed() + outside, end.cancelled());
  }

  private WatchedModels models(int photos) {
    List<Manifest> manifests = setup.manifests();
    return new WatchedModels(
        Optional.empty(), manifests, setup.generators(), generator -> {}, setup.planner(), photos);
  }

  private List<PhotoTask> tasks(List<Path> named, List<PhotoFinder.Found> photos, Path folder) {
    List<Path> inputs = new ArrayList<>(named);
    photos.forEach(photo -> inputs.add(photo.file()));
    inputs.addAll(ModelInputs.of(setup.manifests()));
    plan.mask().ifPresent(inputs::add);
    OutputPlan outputs =
        new OutputPlan(folder, false, Encoding.of(OutputFormat.PNG), new WriteGuard(inputs, false));
    List<PhotoTask> tasks = new ArrayList<>();
    for (PhotoFinder.Found photo : photos) {
      try {
        tasks.add(outputs.task(photo));
      } catch (CdmaaException e) {
        outside++;
        listener.accept(new ProtectionEvent.Failed(photo.file().toString(), e));
      }
    }
    return tasks;
  }

  private void outside(Path path, String sentence) {
    outside++;
    listener.accept(
        new ProtectionEvent.Failed(
            path.toString(), new CdmaaException(ErrorReason.FILE, sentence)));
  }

  private static String version() {
    return Objects.requireNonNullElse(
        FolderBatch.class.getPackage().getImplementationVersion(), "development");
  }

  private void tell(BatchEvent event) {
    if (event instanceof BatchEvent.Searching begins) {
      searching = begins.generators();
      begins.tasks().forEach(task -> listener.accept(new ProtectionEvent.Started(name(task))));
    } else if (event instanceof BatchEvent.Iterated iterated) {
      listener.accept(
          ProtectorParts.iterated(
              name(iterated.task()),
              iterated.report(),
              iterated.report().iteration(),
              plan.settings().iterations(),
              searching));
    } else if (event instanceof BatchEvent.Searched ended && ended.found()) {
      ended.tasks().forEach(task -> listener.accept(new ProtectionEvent.Evaluating(name(task))));
    } else if (event instanceof BatchEvent.Protected done) {
      listener.accept(
          new ProtectionEvent.Finished(name(done.task()), done.result().evaluation().verdict()));
    } else if (event instanceof BatchEvent.Skipped skipped) {
      listener.accept(new ProtectionEvent.Skipped(name(skipped.task()), skipped.attackRate()));
    } else if (event instanceof BatchEvent.Failed failed) {
      listener.accept(new ProtectionEvent.Failed(name(failed.task()), failed.failure()));
    }
  }

  private static String name(PhotoTask task) {
    return task.photo().toString();
  }
}
