package io.cdmaa.protection;

import io.cdmaa.CancellationToken;
import io.cdmaa.Outcome;
import io.cdmaa.Verdict;
import io.cdmaa.attack.IterationReport;
import io.cdmaa.evaluation.VerdictJson;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.ModelWatch;
import io.cdmaa.generator.PhotoShape;
import io.cdmaa.image.Crop;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.ReadLimits;
import io.cdmaa.io.Json;
import io.cdmaa.protection.PhotoFeed.Decoded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Takes the photos of a batch through decoding, search and the steps after it, one or several at a
 * time. For the thread that runs the batch.
 */
final class BatchLine {
  /** How long to wait for running searches before checking for finished photos. */
  private static final long LOOK_MILLISECONDS = 200;

  private final Batch.Settings settings;
  private final ProtectionPlan plan;
  private final CancellationToken token;
  private final BatchEvents events;
  private final WatchedModels models;
  private final PhotoPipeline pipeline;

  /** Which photos were found to be done when their group was put together, until their turn. */
  private final Map<PhotoTask, Boolean> done = new HashMap<>();

  private Fingerprint fingerprint;

  /**
   * @param models search and evaluate
   * @param pipeline decodes ahead and finishes in the background
   */
  BatchLine(
      Batch.Settings settings,
      ProtectionPlan plan,
      Fingerprint fingerprint,
      CancellationToken token,
      BatchEvents events,
      WatchedModels models,
      PhotoPipeline pipeline) {
    this.settings = settings;
    this.plan = plan;
    this.fingerprint = fingerprint;
    this.token = token;
    this.events = events;
    this.models = models;
    this.pipeline = pipeline;
  }

  /** Runs the remaining steps of a photo, now or while the next one is searched. */
  private Future<BatchEvent> finish(Callable<BatchEvent> rest) {
    return models.overlapping() ? pipeline.behind(rest) : PhotoPipeline.now(rest);
  }

  /** Returns the shape of a photo that has to be searched; empty if it cannot be. */
  Optional<PhotoShape> shape(Decoded photo) {
    boolean isDone = isDone(photo.task());
    done.put(photo.task(), isDone);
    if (isDone) {
      return Optional.empty();
    }
    try {
      Photo original = PhotoPipeline.await(photo.photo());
      Region region = plan.crop().in(original);
      return region.crops().size() == 1 ? Optional.of(seen(original, region)) : Optional.empty();
    } catch (RuntimeException | OutOfMemoryError e) {
      // Reported when it is the photo's turn.
      return Optional.empty();
    }
  }

  private boolean isDone(PhotoTask task) {
    return settings.done(task, fingerprint).isPresent();
  }

  private static PhotoShape seen(Photo original, Region region) {
    Crop crop = region.crops().get(0);
    return new PhotoShape(original.channels(), crop.height(), crop.width());
  }

  /** Switches to the current models. */
  void refresh() {
    Optional<ModelWatch.Change> change = models.poll();
    if (change.isPresent()) {
      // The preceding photo is evaluated by the models that it was protected against.
      events.deliverAll();
      WatchedModels.Swap swap = models.swap(change.get());
      fingerprint = fingerprint.with(swap.manifests());
      done.clear();
      events.emit(new BatchEvent.ModelsChanged(models.names(), swap.problems(), swap.notes()));
    }
  }

  /** Processes one photo; the steps after its search may run in the background. */
  void alone(Decoded photo, int total) {
    PhotoTask task = photo.task();
    try {
      Boolean known = done.remove(task);
      boolean isDone = known == null ? isDone(task) : known;
      Callable<BatchEvent> rest = isDone ? revisit(photo) : search(photo, total);
      events.deliverAll();
      events.await(task, finish(rest));
    } catch (CancellationException e) {
      throw e;
    } catch (RuntimeException | OutOfMemoryError e) {
      events.deliverAll();
      events.emit(new BatchEvent.Failed(task, e));
    }
    if (!models.overlapping()) {
      events.deliverAll();
    }
  }

  /** Evaluates a finished photo again, and adds what its record does not know yet. */
  private Callable<BatchEvent> revisit(Decoded photo) {
    PhotoTask task = photo.task();
    Fingerprint used = fingerprint;
    PhotoProtection protection = models.protection();
    Photo original = PhotoPipeline.await(photo.photo());
    return () -> {
      Photo written = new PhotoReader(ReadLimits.DEFAULT).read(task.target());
      PhotoResult result = protection.evaluate(plan.subject(original, task.face()), written);
      Verdict verdict = result.evaluation().verdict();
      Outcome outcome = settings.required().outcome(verdict);
      settings
          .done(task, used)
          .filter(record -> !record.isEvaluatedAs(plan))
          .ifPresent(record -> record.with(verdict, outcome).write(task.target()));
      return new BatchEvent.Skipped(
          task,
          outcome,
          verdict.attackRate(),
          Json.reread(VerdictJson.of(verdict)),
          Optional.of(result));
    };
  }

  private Callable<BatchEvent> search(Decoded photo, int total) {
    PhotoTask task = photo.task();
    List<PhotoTask> tasks = List.of(task);
    long start = System.nanoTime();
    PhotoProtection protection = models.protection();
    Photo original = PhotoPipeline.await(photo.photo());
    events.emit(new BatchEvent.Searching(tasks, photo.number(), total, models.generators()));
    boolean found = false;
    try {
      Callable<BatchEvent> rest =
          searched(
              task,
              original,
              protection,
              start,
              report -> {
                events.deliver();
                events.emit(new BatchEvent.Iterated(task, report));
              });
      found = true;
      return rest;
    } finally {
      events.emit(new BatchEvent.Searched(tasks, found));
    }
  }

  /** Searches and returns the remaining steps. */
  private Callable<BatchEvent> searched(
      PhotoTask task,
      Photo original,
      PhotoProtection protection,
      long start,
      Consumer<IterationReport> listener) {
    Fingerprint used = fingerprint;
    PhotoProtection.Found found =
        protection.search(plan.subject(original, task.face()), task.destination(), token, listener);
    return () -> {
      PhotoResult result =
          protection.finish(
              found,
              task.destination(),
              protection.references(found.subject()),
              (delivery, verdict) ->
                  ProtectionRecord.of(
                          settings.tool(),
                          task,
                          delivery.file().orElseThrow(),
                          used,
                          verdict,
                          settings.required())
                      .showing(found.subject().region())
                      .write(task.target()));
      Outcome outcome = settings.required().outcome(result.evaluation().verdict());
      return new BatchEvent.Protected(task, outcome, result, (System.nanoTime() - start) / 1e9);
    };
  }

  /**
   * Processes photos of one shape, each on its own thread; one by one if all of their searches
   * fail.
   */
  void together(List<Decoded> photos, int total) {
    List<PhotoTask> tasks = photos.stream().map(Decoded::task).toList();
    events.emit(
        new BatchEvent.Searching(tasks, photos.get(0).number(), total, models.generators()));
    List<Future<Callable<BatchEvent>>> found = List.of();
    try {
      Photo first = PhotoPipeline.await(photos.get(0).photo());
      PhotoShape shape = seen(first, plan.crop().in(first));
      found = models.together(shape, searches(photos));
      found.forEach(this::awaitSearch);
    } finally {
      events.emit(new BatchEvent.Searched(tasks, !found.isEmpty()));
    }
    events.deliverAll();
    if (found.stream().allMatch(PhotoPipeline::hasFailed)) {
      models.narrow();
      events.emit(new BatchEvent.Narrowed(tasks));
      photos.forEach(photo -> alone(photo, total));
      return;
    }
    for (int i = 0; i < tasks.size(); i++) {
      Future<Callable<BatchEvent>> search = found.get(i);
      events.await(tasks.get(i), finish(() -> PhotoPipeline.await(search).call()));
    }
    if (!models.overlapping()) {
      events.deliverAll();
    }
  }

  /** Waits for a search on another thread; an interrupt of this one ends all searches. */
  private void awaitSearch(Future<?> search) {
    boolean interrupted = false;
    while (!search.isDone()) {
      try {
        PhotoPipeline.awaitEnd(search, LOOK_MILLISECONDS);
        events.deliver();
      } catch (InterruptedException e) {
        interrupted = true;
        token.cancel();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns a search per photo; each returns the remaining steps of its photo. */
  private List<Function<GeneratorGroup, Callable<BatchEvent>>> searches(List<Decoded> photos) {
    long start = System.nanoTime();
    List<Function<GeneratorGroup, Callable<BatchEvent>>> searches = new ArrayList<>();
    for (Decoded photo : photos) {
      PhotoTask task = photo.task();
      Photo original = PhotoPipeline.await(photo.photo());
      searches.add(
          lane -> {
            Callable<BatchEvent> rest =
                searched(
                    task,
                    original,
                    models.protection(lane),
                    start,
                    report -> events.emit(new BatchEvent.Iterated(task, report)));
            if (models.overlapping()) {
              return rest;
            }
            // The lane's own sessions evaluate, so this has to finish before the lane is released.
            BatchEvent event = PhotoPipeline.await(PhotoPipeline.now(rest));
            return () -> event;
          });
    }
    return searches;
  }
}
