package io.cdmaa.protection;

import io.cdmaa.CancellationToken;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Forwards the events of a batch one at a time and counts them. Events of photos that are finished
 * on another thread are delivered in the order of the photos, by the thread that runs the batch.
 *
 * <p>A listener that throws ends the batch: it receives no further event, the token is cancelled,
 * and {@link #finish} rethrows the exception. So its failure is never mistaken for that of a photo.
 */
final class BatchEvents {
  private final Consumer<? super BatchEvent> listener;
  private final CancellationToken token;
  private final Deque<Unfinished> unfinished = new ArrayDeque<>();
  private Throwable broken;
  private int protectedPhotos;
  private int skipped;
  private int failed;

  /** A photo that is being searched, but may not be written, evaluated and reported yet. */
  private record Unfinished(PhotoTask task, Future<BatchEvent> outcome) {}

  /**
   * @param token cancelled if the listener throws
   */
  BatchEvents(Consumer<? super BatchEvent> listener, CancellationToken token) {
    this.listener = listener;
    this.token = token;
  }

  synchronized void emit(BatchEvent event) {
    if (broken != null) {
      return;
    }
    if (event instanceof BatchEvent.Protected) {
      protectedPhotos++;
    } else if (event instanceof BatchEvent.Skipped) {
      skipped++;
    } else if (event instanceof BatchEvent.Failed) {
      failed++;
    }
    try {
      listener.accept(event);
    } catch (RuntimeException | Error e) {
      broken = e;
      token.cancel();
    }
  }

  /** Reports the result of a photo once it is known. */
  void await(PhotoTask task, Future<BatchEvent> outcome) {
    unfinished.add(new Unfinished(task, outcome));
  }

  /** Delivers the events of preceding photos that are finished, in their order. */
  void deliver() {
    while (!unfinished.isEmpty() && unfinished.element().outcome().isDone()) {
      Unfinished next = unfinished.remove();
      outcome(next).ifPresent(this::emit);
    }
  }

  /**
   * Waits for the preceding photos, whose files may be written already, and delivers their events.
   */
  void deliverAll() {
    while (!unfinished.isEmpty()) {
      PhotoPipeline.awaitEnd(unfinished.element().outcome());
      deliver();
    }
  }

  /** Returns the event of a photo; empty if its search was cancelled. */
  private static Optional<BatchEvent> outcome(Unfinished photo) {
    try {
      return Optional.of(PhotoPipeline.await(photo.outcome()));
    } catch (CancellationException e) {
      return Optional.empty();
    } catch (RuntimeException | OutOfMemoryError e) {
      return Optional.of(new BatchEvent.Failed(photo.task(), e));
    }
  }

  /**
   * Reports the end of the batch.
   *
   * @throws RuntimeException or an error that the listener threw
   */
  synchronized BatchEvent.Finished finish(boolean cancelled) {
    BatchEvent.Finished end = new BatchEvent.Finished(protectedPhotos, skipped, failed, cancelled);
    emit(end);
    if (broken instanceof RuntimeException failure) {
      throw failure;
    }
    if (broken instanceof Error failure) {
      throw failure;
    }
    return end;
  }
}
