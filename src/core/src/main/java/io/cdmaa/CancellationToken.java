package io.cdmaa;

import java.util.concurrent.CancellationException;

/**
 * Asks work to stop. Whoever starts the work keeps the token and calls {@link #cancel}; the work
 * looks at it between two iterations. An interrupt of the working thread counts as well, so that an
 * executor's {@code shutdownNow} ends it. Safe for use by several threads; cannot be reset.
 */
public final class CancellationToken {
  private final CancellationToken parent;
  private volatile boolean cancelled;

  /** A token that nobody has cancelled yet. */
  public CancellationToken() {
    this(null);
  }

  private CancellationToken(CancellationToken parent) {
    this.parent = parent;
  }

  /** A token for a part of the work: cancelled with this one, or alone. */
  public CancellationToken child() {
    return new CancellationToken(this);
  }

  /** Asks the work to stop. */
  public void cancel() {
    cancelled = true;
  }

  /** Whether the work is to stop: the token was cancelled, or this thread was interrupted. */
  public boolean isCancelled() {
    return cancelled
        || (parent == null ? Thread.currentThread().isInterrupted() : parent.isCancelled());
  }

  /**
   * Ends work that is to stop.
   *
   * @throws CancellationException if it is
   */
  public void throwIfCancelled() {
    if (isCancelled()) {
      throw new CancellationException("the work was cancelled");
    }
  }
}
