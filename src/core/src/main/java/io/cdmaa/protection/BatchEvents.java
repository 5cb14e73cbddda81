package io.cdmaa.protection;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Passes a batch's events on one at a time and counts them. Photos that are being finished on
 * another thread are told in their order, by the thread that runs the batch.
 */
final class BatchEvents {
  private final Consumer<? super BatchEvent> listener;
  private final Deque<Unfinished> unfinished = new ArrayDeque<>();
  private int protectedPhotos;
  private int skipped;
  private int failed;

  /** A photo that is searched, but perhaps not written, evaluated and told. */
  private record Unfinished(PhotoTask task, Future<BatchEvent> outcome) {}

  BatchEvents(Consumer<? super BatchEvent> listener) {
    this.listener = listener;
  }

  synchronized void emit(BatchEvent event) {
    if (event instanceof BatchEvent.Protected) {
      protectedPhotos++;
    } else if (event instanceof BatchEvent.Skipped) {
      skipped++;
    } else if (event instanceof BatchEvent.Failed) {
      failed++;
    }
    listener.accept(event);
  }

  /** Tells what becomes of a photo once it is known. */
  void await(PhotoTask task, Future<BatchEvent> outcome) {
    unfinished.add(new Unfinished(task, outcome));
  }

  /**
   * Tells of the photos before.
   *
   * @param wait whether to wait for them
   */
  void deliver(boolean wait) {
    while (!unfinished.isEmpty() && (wait || unfinished.element().outcome().isDone())) {
      Unfinished next = unfinished.remove();
      outcome(next).ifPresent(this::emit);
    }
  }

  /** Nothing for a photo whose search was cancelled. */
  private static Optional<BatchEvent> outcome(Unfinished photo) {
    try {
      return Optional.of(PhotoPipeline.await(photo.outcome()));
    } catch (CancellationException e) {
      return Optional.empty();
    } catch (RuntimeException | OutOfMemoryError e) {
      return Optional.of(new BatchEvent.Failed(photo.task(), e));
    }
  }

  BatchEvent.Finished finish(boolean cancelled) {
    BatchEvent.Finished end = new BatchEvent.Finished(protectedPhotos, skipped, failed, cancelled);
    emit(end);
    return end;
  }
}
