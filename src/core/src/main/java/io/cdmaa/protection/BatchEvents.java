package io.cdmaa.protection;

import io.cdmaa.CancellationToken;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Passes a batch's events on one at a time and counts them. Photos that are being finished on
 * another thread are told in their order, by the thread that runs the batch.
 *
 * <p>A listener that throws ends the batch: it is told nothing more, the token is cancelled, and
 * {@link #finish} throws what it threw. So its failure is never taken for that of a photo.
 */
final class BatchEvents {
  private final Consumer<? super BatchEvent> listener;
  private final CancellationToken token;
  private final Deque<Unfinished> unfinished = new ArrayDeque<>();
  private Throwable broken;
  private int protectedPhotos;
  private int skipped;
  private int failed;

  /** A photo that is searched, but perhaps not written, evaluated and told. */
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

  /** Tells what becomes of a photo once it is known. */
  void await(PhotoTask task, Future<BatchEvent> outcome) {
    unfinished.add(new Unfinished(task, outcome));
  }

  /** Tells of the photos before that are finished, in their order. */
  void deliver() {
    while (!unfinished.isEmpty() && unfinished.element().outcome().isDone()) {
      Unfinished next = unfinished.remove();
      outcome(next).ifPresent(this::emit);
    }
  }

  /** Waits for the photos before, whose files may be written already, and tells of them. */
  void deliverAll() {
    while (!unfinished.isEmpty()) {
      PhotoPipeline.awaitEnd(unfinished.element().outcome());
      deliver();
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

  /**
   * Tells that the batch is over.
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
