package io.cdmaa;

import java.util.concurrent.CancellationException;

/**
 * A request to stop. The caller keeps the token and calls {@link #cancel}; the work checks it
 * between two iterations. An interrupt of the working thread counts as well, so {@code shutdownNow}
 * of an executor stops the work. Thread-safe; cannot be reset.
 */
public final class CancellationToken {
  private final CancellationToken parent;
  private volatile boolean cancelled;

  /** Creates a token that is not cancelled. */
  public CancellationToken() {
    this(null);
  }

  private CancellationToken(CancellationToken parent) {
    this.parent = parent;
  }

  /** Returns a token for part of the work; it is cancelled with this one, or alone. */
  public CancellationToken child() {
    return new CancellationToken(this);
  }

  /** Requests that the work stop. */
  public void cancel() {
    cancelled = true;
  }

  /**
   * Returns whether the work should stop: the token was cancelled or this thread was interrupted.
   */
  public boolean isCancelled() {
    return cancelled
        || (parent == null ? Thread.currentThread().isInterrupted() : parent.isCancelled());
  }

  /**
   * Stops the work if it was cancelled.
   *
   * @throws CancellationException if the token was cancelled or this thread was interrupted
   */
  public void throwIfCancelled() {
    if (isCancelled()) {
      throw new CancellationException("the work was cancelled");
    }
  }
}
