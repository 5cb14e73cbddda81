package io.cdmaa.bf16;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Threads that run the steps of a schedule together with the calling thread. They wait for each
 * other without spinning, so that a busy machine does not stop them; oneDNN's own threads (OpenMP)
 * meet at barriers in every primitive and come to a halt there, so each lane runs primitives with a
 * single one.
 */
final class Lanes implements AutoCloseable {
  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final NativeLibraries natives;
  private final Work work;
  private final List<Thread> helpers = new ArrayList<>();
  private Schedule.Run current;
  private Throwable failure;
  private int busy;
  private boolean closed;

  /** Runs one step. */
  interface Work {
    /**
     * @param step its number
     * @param lane the number of the thread, for memory of its own
     */
    void run(int step, int lane);
  }

  /**
   * @param count the number of lanes, with the calling thread
   */
  Lanes(int count, NativeLibraries natives, Work work) {
    this.natives = natives;
    this.work = work;
    for (int lane = 1; lane < count; lane++) {
      int number = lane;
      Thread thread = new Thread(() -> help(number), "cdmaa-bf16-" + lane);
      thread.setDaemon(true);
      helpers.add(thread);
      thread.start();
    }
  }

  /** Runs a schedule to its end; rethrows the first failure of a step. */
  void run(Schedule schedule) {
    natives.threads(1);
    lock.lock();
    try {
      failure = null;
      current = schedule.start();
      take(current, 0);
      current = null;
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure != null) {
        throw (RuntimeException) failure;
      }
    } finally {
      lock.unlock();
    }
  }

  private void help(int lane) {
    natives.threads(1);
    lock.lock();
    try {
      while (!closed) {
        if (current != null && !isOver(current)) {
          take(current, lane);
        } else {
          changed.awaitUninterruptibly();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isOver(Schedule.Run run) {
    return busy == 0 && (failure != null || run.isOver());
  }

  /**
   * Runs steps as they become ready, until the run is over; called with the lock. A thread that
   * takes a step wakes one more only if a step is left for it: most primitives take microseconds,
   * as waking does.
   */
  private void take(Schedule.Run run, int lane) {
    while (current == run && !isOver(run)) {
      int step = failure == null ? run.take() : -1;
      if (step < 0) {
        changed.awaitUninterruptibly();
        continue;
      }
      if (run.isReady()) {
        changed.signal();
      }
      busy++;
      Throwable thrown = null;
      lock.unlock();
      try {
        work.run(step, lane);
      } catch (RuntimeException | Error e) {
        thrown = e;
      } finally {
        lock.lock();
      }
      busy--;
      failure = failure == null ? thrown : failure;
      run.finished(step);
      if (isOver(run)) {
        changed.signalAll();
      }
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
