package io.cdmaa.generator;

import io.cdmaa.runtime.BoundSession;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/**
 * Where searches that go on at the same time wait for each other with their next pass. Once every
 * one of them waits, all their passes are run, those of one generator together; so no order in
 * which they ask for generators can make them wait forever.
 */
final class BatchBarrier {
  private final List<SharedSession.Slot> waiting = new ArrayList<>();
  private int searches;

  /** Lets so many searches begin; each must {@link #leave} in the end. */
  synchronized void begin(int count) {
    searches += count;
  }

  /** Tells a session that one of its photos is another; no pass is under way meanwhile. */
  synchronized void nextPhoto(BoundSession session) {
    session.nextPhoto();
  }

  /** Says that one search is over, however it ended; nobody waits for it any more. */
  synchronized void leave() {
    searches--;
    notifyAll();
  }

  /**
   * Returns when the pass of a slot has been run.
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
