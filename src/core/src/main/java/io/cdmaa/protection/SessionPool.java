package io.cdmaa.protection;

import io.cdmaa.CancellationToken;
import io.cdmaa.generator.GeneratorGroup;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * A bounded number of independent lanes, each with its own sessions, shared by any number of
 * threads: each borrows a lane for a photo and waits while all are in use. A lane opens its
 * sessions with its first photo and keeps them while photos have the same shape; the most recently
 * used lane is lent first.
 */
public final class SessionPool implements AutoCloseable {
  /** How often a waiting thread checks whether its work was cancelled. */
  private static final long LOOK_MILLISECONDS = 50;

  private final List<Lane> lanes;
  private final Deque<Lane> idle;
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition changed = lock.newCondition();
  private boolean closed;

  /** The sessions of one lane, which this pool closes. */
  record Lane(ProtectionPlan plan, GeneratorGroup searching, GeneratorGroup evaluating) {
    PhotoProtection protection() {
      return new PhotoProtection(searching, evaluating, plan);
    }

    void close() {
      searching.close();
      evaluating.close();
    }
  }

  SessionPool(List<Lane> lanes) {
    this.lanes = List.copyOf(lanes);
    idle = new ArrayDeque<>(lanes);
  }

  /** Returns how many photos can be processed at the same time. */
  public int lanes() {
    return lanes.size();
  }

  /**
   * Runs work with a lane that no other thread uses meanwhile.
   *
   * @param token cancels the wait for a lane
   * @throws CancellationException if the token was cancelled, or this thread interrupted, before a
   *     lane was free
   * @throws IllegalStateException if the pool is closed
   */
  public <T> T with(CancellationToken token, Function<PhotoProtection, T> work) {
    Lane lane = borrow(token);
    try {
      return work.apply(lane.protection());
    } finally {
      giveBack(lane);
    }
  }

  private Lane borrow(CancellationToken token) {
    lock.lock();
    try {
      requireOpen();
      while (idle.isEmpty()) {
        token.throwIfCancelled();
        changed.await(LOOK_MILLISECONDS, TimeUnit.MILLISECONDS);
        requireOpen();
      }
      token.throwIfCancelled();
      return idle.pop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for a free lane");
    } finally {
      lock.unlock();
    }
  }

  private void giveBack(Lane lane) {
    lock.lock();
    try {
      idle.push(lane);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("closed, so no photo can be protected with it any more");
    }
  }

  /** Rejects further work, waits for work in progress and closes the sessions. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      while (idle.size() < lanes.size()) {
        changed.awaitUninterruptibly();
      }
      lanes.forEach(Lane::close);
    } finally {
      lock.unlock();
    }
  }
}
