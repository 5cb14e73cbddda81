package io.cdmaa.generator;

import io.cdmaa.generator.GeneratorSession.Gradients;
import io.cdmaa.runtime.BoundSession;
import io.cdmaa.runtime.SessionFactory;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Searches several photos of one shape at the same time, each in its own thread and with its own
 * group, so that the failure of one does not affect the others. Either all groups share one session
 * per generator, whose passes contain rows of every photo ({@link #batched}), or each group has its
 * own sessions with its share of the threads ({@link #independent}).
 */
public final class ParallelSearch implements AutoCloseable {
  private final List<GeneratorGroup> groups;
  private final BatchBarrier barrier = new BatchBarrier();
  private final ExecutorService threads;
  private PhotoShape shape;

  private ParallelSearch(int width, Function<BatchBarrier, List<GeneratorGroup>> groups) {
    this.groups = groups.apply(barrier);
    threads =
        Executors.newFixedThreadPool(
            width,
            job -> {
              Thread thread = new Thread(job, "cdmaa-search");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Creates lanes that share passes.
   *
   * @param width the number of photos at a time
   * @param generators prepared for that many photos per pass; those for one photo run once per
   *     photo
   */
  public static ParallelSearch batched(
      int width,
      List<Generator> generators,
      SessionFactory factory,
      Gradients gradients,
      Loss loss) {
    return new ParallelSearch(
        width,
        barrier -> {
          IdentityHashMap<Generator, SharedSession> shared = new IdentityHashMap<>();
          List<GeneratorGroup> groups = new ArrayList<>();
          for (int lane = 0; lane < width; lane++) {
            boolean first = lane == 0;
            GeneratorGroup.Opener opener =
                (generator, photo, told, raised) -> {
                  if (first) {
                    BoundSession session =
                        ObjectiveSessions.open(generator, photo, factory, told, raised);
                    shared.put(generator, new SharedSession(session, generator.photos(), barrier));
                  }
                  return shared.get(generator).take();
                };
            groups.add(new GeneratorGroup(generators, opener, gradients, loss, factory));
          }
          return groups;
        });
  }

  /**
   * Creates lanes that share only the processor.
   *
   * @param width the number of photos at a time
   */
  public static ParallelSearch independent(
      int width,
      List<Generator> generators,
      SessionFactory factory,
      Gradients gradients,
      Loss loss) {
    SessionFactory part = factory.withThreads(Math.max(1, factory.threads() / width));
    List<GeneratorGroup> groups = new ArrayList<>();
    for (int lane = 0; lane < width; lane++) {
      groups.add(new GeneratorGroup(generators, part, gradients, loss));
    }
    return new ParallelSearch(width, barrier -> groups);
  }

  /** Returns the number of photos searched at a time. */
  public int width() {
    return groups.size();
  }

  /**
   * Starts one search per photo.
   *
   * @param photos their common shape
   * @param searches at most as many as there are lanes; each receives the group of its lane
   * @return their results in the same order; if the sessions cannot be opened, every search fails
   */
  public <T> List<Future<T>> search(
      PhotoShape photos, List<? extends Function<GeneratorGroup, T>> searches) {
    try {
      open(photos);
    } catch (RuntimeException | OutOfMemoryError e) {
      return searches.stream().map(search -> ParallelSearch.<T>failed(e)).toList();
    }
    barrier.begin(searches.size());
    List<Future<T>> results = new ArrayList<>();
    for (int lane = 0; lane < searches.size(); lane++) {
      Function<GeneratorGroup, T> search = searches.get(lane);
      GeneratorGroup group = groups.get(lane);
      results.add(
          threads.submit(
              () -> {
                try {
                  return search.apply(group);
                } finally {
                  barrier.leave();
                }
              }));
    }
    return results;
  }

  private static <T> Future<T> failed(Throwable failure) {
    return CompletableFuture.failedFuture(failure);
  }

  /** Opens the sessions of all lanes before any search starts. */
  private void open(PhotoShape wanted) {
    if (wanted.equals(shape)) {
      return;
    }
    closeSessions();
    try {
      groups.forEach(group -> group.open(wanted));
      shape = wanted;
    } finally {
      if (shape == null) {
        closeSessions();
      }
    }
  }

  /** Frees the memory of the sessions until the next search; no search may be running. */
  public void closeSessions() {
    shape = null;
    groups.forEach(GeneratorGroup::close);
  }

  /** Ends running searches at their next pass. */
  @Override
  public void close() {
    threads.shutdownNow();
    boolean interrupted = false;
    while (!threads.isTerminated()) {
      try {
        threads.awaitTermination(1, TimeUnit.HOURS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    closeSessions();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
