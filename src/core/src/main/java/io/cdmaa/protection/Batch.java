package io.cdmaa.protection;

import io.cdmaa.CancellationToken;
import io.cdmaa.protection.PhotoFeed.Decoded;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Protects many photos: decodes ahead, searches one or several at a time, then writes, evaluates
 * and records them. Continues after a photo that fails, skips photos that an earlier run has
 * finished, and reloads models that are replaced between two photos. Reports its progress as {@link
 * BatchEvent}s; those of finished photos arrive in the order of the photos. A batch can run only
 * once.
 */
public final class Batch {
  private final Settings settings;
  private final CancellationToken token;
  private final BatchEvents events;
  private final ProtectionPlan plan;
  private final Fingerprint fingerprint;

  /**
   * How a batch treats photos.
   *
   * @param force whether to protect finished photos again
   * @param revisit whether to evaluate finished photos again, for listeners that need the images
   * @param required the requirement that photos have to meet
   * @param tool the name and version that records give for their author
   */
  public record Settings(boolean force, boolean revisit, Requirement required, String tool) {
    /** Returns the record of a photo that need not be protected again. */
    Optional<ProtectionRecord> done(PhotoTask task, Fingerprint fingerprint) {
      return force
          ? Optional.empty()
          : ProtectionRecord.read(task.target()).filter(record -> record.isDone(task, fingerprint));
    }
  }

  /**
   * @param plan what is done to each photo
   * @param fingerprint what results depend on, used to recognise finished photos
   * @param token cancels the batch between two iterations, as an interrupt of its thread does; what
   *     is written by then is evaluated and recorded
   * @param listener receives the events; if it throws, the batch ends as if cancelled
   */
  public Batch(
      Settings settings,
      ProtectionPlan plan,
      Fingerprint fingerprint,
      CancellationToken token,
      Consumer<? super BatchEvent> listener) {
    this.settings = settings;
    this.plan = plan;
    this.fingerprint = fingerprint;
    this.token = token.child();
    events = new BatchEvents(listener, this.token);
  }

  /**
   * Protects the photos.
   *
   * @param tasks no two with the same target
   * @param models loads the models for a number of photos; called only if there is work, and closed
   *     here
   * @throws io.cdmaa.CdmaaException if the models cannot be loaded
   * @throws RuntimeException or an error that the listener threw; it receives no event after that
   */
  public BatchEvent.Finished run(List<PhotoTask> tasks, IntFunction<WatchedModels> models) {
    List<PhotoTask> open = new ArrayList<>();
    for (PhotoTask task : tasks) {
      Optional<ProtectionRecord> done = settings.done(task, fingerprint);
      if (done.filter(record -> record.isEvaluatedAs(plan)).isPresent() && !settings.revisit()) {
        events.emit(
            new BatchEvent.Skipped(
                task,
                done.get().outcome(settings.required()),
                done.get().attackRate(),
                done.get().verdict(),
                Optional.empty()));
      } else {
        open.add(task);
      }
    }
    if (!open.isEmpty() && !token.isCancelled()) {
      try (WatchedModels loaded = models.apply(open.size());
          PhotoPipeline pipeline = new PhotoPipeline()) {
        events.emit(loaded.started(open.size()));
        work(open, loaded, pipeline);
      }
    }
    return events.finish(token.isCancelled());
  }

  private void work(List<PhotoTask> tasks, WatchedModels models, PhotoPipeline pipeline) {
    BatchLine line = new BatchLine(settings, plan, fingerprint, token, events, models, pipeline);
    PhotoFeed feed = new PhotoFeed(tasks, pipeline, models.width());
    boolean begun = false;
    while (feed.hasNext() && !token.isCancelled()) {
      List<Decoded> photos = feed.next(line::shape);
      try {
        if (begun) {
          line.refresh();
        }
        begun = true;
        if (photos.size() > 1 && photos.size() <= models.width()) {
          line.together(photos, tasks.size());
        } else {
          photos.forEach(photo -> line.alone(photo, tasks.size()));
        }
      } catch (CancellationException e) {
        break;
      } catch (RuntimeException | OutOfMemoryError e) {
        events.deliverAll();
        photos.forEach(photo -> events.emit(new BatchEvent.Failed(photo.task(), e)));
      }
    }
    events.deliverAll();
  }
}
