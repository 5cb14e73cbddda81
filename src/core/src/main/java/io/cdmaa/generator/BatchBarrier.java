package io.cdmaa.generator;

import io.cdmaa.runtime.BoundSession;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/**
 * The barrier at which concurrent searches wait to have their next pass run. Once every search is
 * waiting, all their passes are run, those of one generator together. Searches therefore cannot
 * deadlock, in whatever order they use the generators.
 */
final class BatchBarrier {
  private final List<SharedSession.Slot> waiting = new ArrayList<>();
  private int searches;

  /** Registers the given number of searches, each of which must call {@link #leave} at the end. */
  synchronized void begin(int count) {
    searches += count;
  }

  /** Notifies a session that one of its photos has been replaced; no pass runs meanwhile. */
  synchronized void nextPhoto(BoundSession session) {
    session.nextPhoto();
  }

  /** Removes a search that has ended for any reason, so that the others no longer wait for it. */
  synchronized void leave() {
    searches--;
    notifyAll();
  }

  /**
   * Blocks until the pass of a slot has been run.
   *
   * @throws io.cdmaa.CdmaaException if ONNX Runtime failed
   */
  synchronized void run(SharedSession.Slot slot) {
    waiting.add(slot);
    slot.waits();
    try {
      while (slot.isWaiting()) {
        if (waiting.size() >= searches) {
          serve();
        } else {
          wait();
        }
      }
    } catch (InterruptedException e) {
      waiting.remove(slot);
      Thread.currentThread().interrupt();
      throw new CancellationException();
    }
    slot.requireServed();
  }

  private void serve() {
    Map<SharedSession, List<SharedSession.Slot>> bySession = new LinkedHashMap<>();
    for (SharedSession.Slot slot : waiting) {
      bySession.computeIfAbsent(slot.session(), session -> new ArrayList<>()).add(slot);
    }
    waiting.clear();
    bySession.forEach(SharedSession::serve);
    notifyAll();
  }
}
