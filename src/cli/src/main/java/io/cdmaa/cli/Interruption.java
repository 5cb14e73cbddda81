package io.cdmaa.cli;

import io.cdmaa.CancellationToken;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Handles Ctrl-C. The first one cancels the work and gives it a few seconds to finish the current
 * step and to report how far it got; the process then exits with 130 in any case.
 */
final class Interruption {
  /** Exit code of a process that SIGINT ended. */
  static final int EXIT_CODE = 130;

  private static final Duration GRACE = Duration.ofSeconds(20);

  private final CountDownLatch finished = new CountDownLatch(1);
  private final CountDownLatch requested = new CountDownLatch(1);
  private final CancellationToken token = new CancellationToken();
  private volatile Duration grace = GRACE;

  /** Returns whether a stop was requested. */
  boolean requested() {
    return token.isCancelled();
  }

  /** Returns the token that cancels the work. */
  CancellationToken token() {
    return token;
  }

  /** Requests that the work stop. */
  void request() {
    token.cancel();
    requested.countDown();
  }

  /** Waits until a stop is requested. */
  void await() throws InterruptedException {
    requested.await();
  }

  /** Sets how long the process may take to end. */
  void allow(Duration time) {
    grace = time;
  }

  /** Signals that the work has ended, so that the process need not wait for it. */
  void finished() {
    finished.countDown();
  }

  /** Starts to handle Ctrl-C. */
  void install() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "cdmaa-interruption"));
  }

  private void stop() {
    request();
    try {
      if (!finished.await(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println("cdmaa: stopped in the middle of a step; no partial file is left");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
