package io.cdmaa.protection;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Two background threads beside those that search: one decodes the following photos, one writes and
 * evaluates the preceding ones. The caller passes each no more photos than are searched at a time,
 * so that at most three times as many are in memory.
 */
final class PhotoPipeline implements AutoCloseable {
  private final ExecutorService ahead = helper("cdmaa-decode");
  private final ExecutorService behind = helper("cdmaa-finish");

  private static ExecutorService helper(String name) {
    return Executors.newSingleThreadExecutor(
        job -> {
          Thread thread = new Thread(job, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Submits a job that precedes the search. */
  <T> Future<T> ahead(Callable<T> job) {
    return ahead.submit(job);
  }

  /** Submits a job that follows the search. */
  <T> Future<T> behind(Callable<T> job) {
    return behind.submit(job);
  }

  /** Runs a job immediately on this thread. */
  static <T> Future<T> now(Callable<T> job) {
    FutureTask<T> task = new FutureTask<>(job);
    task.run();
    return task;
  }

  /** Waits for a limited time until a job has ended, successfully or not. */
  static void awaitEnd(Future<?> job, long milliseconds) throws InterruptedException {
    try {
      job.get(milliseconds, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException | CancellationException e) {
      // The caller gets the result or waits again.
    }
  }

  /** Waits until a job has ended, successfully or not; an interrupt does not end the wait. */
  static void awaitEnd(Future<?> job) {
    boolean interrupted = false;
    while (!job.isDone()) {
      try {
        awaitEnd(job, Long.MAX_VALUE);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether a job has ended with a failure other than cancellation. */
  static boolean hasFailed(Future<?> job) {
    try {
      await(job);
      return false;
    } catch (CancellationException e) {
      return false;
    } catch (RuntimeException | Error e) {
      return true;
    }
  }

  /** Waits for a job; what it threw is thrown here. */
  static <T> T await(Future<T> job) {
    try {
      return job.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    }
  }

  /**
   * Waits for running jobs, even after an interrupt: a file that is written is still evaluated and
   * recorded, and sessions must not be closed before.
   */
  @Override
  public void close() {
    ahead.shutdownNow();
    Future<?> last = behind.submit(() -> {});
    behind.shutdown();
    awaitEnd(last);
  }
}
