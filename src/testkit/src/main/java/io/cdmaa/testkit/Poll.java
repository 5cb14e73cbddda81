package io.cdmaa.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for another thread or process, with a time limit. */
public final class Poll {
  /** Far longer than any wait in a test, even on a busy machine. */
  public static final Duration LIMIT = Duration.ofMinutes(3);

  private static final long PAUSE_MILLIS = 2;

  private Poll() {}

  /**
   * Waits until a file exists.
   *
   * @throws AssertionError if it does not exist at the limit
   */
  public static void untilExists(Path file) {
    until(() -> Files.exists(file), file + " to be there");
  }

  /**
   * Waits until a condition holds.
   *
   * @param what a description of the condition
   * @throws AssertionError if it does not hold at the limit
   */
  public static void until(BooleanSupplier condition, String what) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("Waited in vain for " + what);
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("Interrupted while waiting for " + what, e);
      }
    }
  }

  /** Starts work in parallel with a test, in a daemon thread. */
  public static Thread beside(Runnable work) {
    Thread thread = new Thread(work, "beside");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
