package io.cdmaa;

import java.util.concurrent.CancellationException;

/**
 * Asks work to stop. Whoever starts the work keeps the token and calls {@link #cancel}; the work
 * looks at it between two iterations. An interrupt of the working thread counts as well, so that an
 * executor's {@code shutdownNow} ends it. Safe for use by several threads; cannot be reset.
 */
public final class CancellationToken {
  private volatile boolean cancelled;

  /** A token that nobody has cancelled yet. */
  public CancellationToken() {}

  /** Asks the work to stop. */
  public void cancel() {
    cancelled = true;
  }

  /** Whether the work is to stop: the token was cancelled, or this thread was interrupted. */
  public boolean isCancelled() {
    return cancelled || Thread.currentThread().isInterrupted();
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
