package io.cdmaa.cli;

import io.cdmaa.CancellationToken;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Handles Ctrl-C (SIGINT) and a request to end (SIGTERM). The first one cancels the work and gives
 * it a few seconds to finish the current step and to write how far it got; the second one ends the
 * process at once.
 */
final class Interruption {
  /** Exit code of a process that SIGINT ended. */
  static final int EXIT_CODE = 130;

  private static final int SIGNALLED = 128;
  private static final Duration GRACE = Duration.ofSeconds(20);

  private final CountDownLatch finished = new CountDownLatch(1);
  private final CountDownLatch requested = new CountDownLatch(1);
  private final CancellationToken token = new CancellationToken();
  private final AtomicInteger exitCode = new AtomicInteger(EXIT_CODE);
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

  /** Returns the exit code of a process that was stopped. */
  int exitCode() {
    return exitCode.get();
  }

  /** Signals that the work has ended, so that the process need not wait for it. */
  void finished() {
    finished.countDown();
  }

  /**
   * Starts to handle signals. Java itself would begin to shut down, and what is written then is
   * refused, so that no half file is left behind.
   */
  void install() {
    boolean handled =
        Signals.handle("INT", () -> signalled(2)) && Signals.handle("TERM", () -> signalled(15));
    if (!handled) {
      Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "cdmaa-interruption"));
    }
  }

  private void signalled(int number) {
    if (requested()) {
      System.exit(exitCode());
    }
    exitCode.set(SIGNALLED + number);
    request();
    Thread deadline =
        new Thread(
            () -> {
              stop();
              System.exit(exitCode());
            },
            "cdmaa-interruption");
    deadline.setDaemon(true);
    deadline.start();
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
