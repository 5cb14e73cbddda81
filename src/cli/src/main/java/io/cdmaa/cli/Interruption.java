package io.cdmaa.cli;

import io.cdmaa.CancellationToken;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C. The first one asks the work to stop and gives it some seconds to end the step that it is
 * in and to say how far it came; the process then ends with 130 in any case.
 */
final class Interruption {
  /** Exit code of a process that SIGINT ended. */
  static final int EXIT_CODE = 130;

  private static final long GRACE_SECONDS = 20;

  private final CountDownLatch finished = new CountDownLatch(1);
  private final CancellationToken token = new CancellationToken();

  /** Whether the work is to stop. */
  boolean requested() {
    return token.isCancelled();
  }

  /** What tells the work of it. */
  CancellationToken token() {
    return token;
  }

  /** Asks the work to stop. */
  void request() {
    token.cancel();
  }

  /** Says that the work has ended and nothing needs to wait for it. */
  void finished() {
    finished.countDown();
  }

  /** Listens for Ctrl-C from now on. */
  void install() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "cdmaa-interruption"));
  }

  private void stop() {
    request();
    try {
      if (!finished.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("cdmaa: stopped in the middle of a step; no partial file is left");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
