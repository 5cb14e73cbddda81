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
 * Two helpers beside the threads that search: one decodes the photos after, one writes and
 * evaluates the photos before. Whoever uses it gives each no more photos than are searched at a
 * time, so that no more than three times as many are in memory.
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

  /** Starts what comes before the search. */
  <T> Future<T> ahead(Callable<T> job) {
    return ahead.submit(job);
  }

  /** Starts what comes after the search. */
  <T> Future<T> behind(Callable<T> job) {
    return behind.submit(job);
  }

  /** Does a job at once, on this thread. */
  static <T> Future<T> now(Callable<T> job) {
    FutureTask<T> task = new FutureTask<>(job);
    task.run();
    return task;
  }

  /** Waits a while for the end of a job, whatever it comes to. */
  static void awaitEnd(Future<?> job, long milliseconds) throws InterruptedException {
    try {
      job.get(milliseconds, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException | CancellationException e) {
      // Whoever waits asks for the result, or waits on.
    }
  }

  /** Waits for the end of a job, whatever it comes to; an interrupt waits as well. */
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

  /** Whether a job that has ended failed, and was not given up. */
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
   * Waits for what is under way, after an interrupt too: a file that is written is evaluated and
   * recorded, and nobody may close the sessions before.
   */
  @Override
  public void close() {
    ahead.shutdownNow();
    Future<?> last = behind.submit(() -> {});
    behind.shutdown();
    awaitEnd(last);
  }
}
