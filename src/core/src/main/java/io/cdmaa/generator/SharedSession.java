package io.cdmaa.generator;

import io.cdmaa.runtime.BoundSession;
import io.cdmaa.tensor.FloatTensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One session that several photos share, each through a {@link Slot} that looks like a session of
 * its own. A slot's rows always lie at the same place of a pass, so what it computes does not
 * depend on who asks first. Rows of a slot that does not ask are run on what was there before.
 */
final class SharedSession {
  private final BoundSession session;
  private final int photos;
  private final BatchBarrier barrier;
  private final Map<String, FloatTensor> inputs = new HashMap<>();
  private final Map<String, FloatTensor> outputs = new HashMap<>();
  private int taken;

  /**
   * @param session of a graph for some photos
   * @param photos how many; slots beyond them are served in further runs
   * @param barrier where slots wait
   */
  SharedSession(BoundSession session, int photos, BatchBarrier barrier) {
    this.session = session;
    this.photos = photos;
    this.barrier = barrier;
  }

  /** A slot for the next photo. The session is closed when every slot that was taken is. */
  Slot take() {
    return new Slot(taken++);
  }

  /** Runs the passes of these slots, or tells each why that failed. */
  void serve(List<Slot> slots) {
    slots.stream()
        .collect(
            Collectors.groupingBy(slot -> slot.number / photos, TreeMap::new, Collectors.toList()))
        .values()
        .forEach(this::serveTogether);
  }

  private void serveTogether(List<Slot> slots) {
    Throwable failure = null;
    try {
      for (Slot slot : slots) {
        slot.reads.forEach((name, tensor) -> rows(inputs, name, tensor, slot).copyFrom(tensor));
        slot.writes.forEach((name, tensor) -> rows(outputs, name, tensor, slot));
      }
      inputs.forEach(session::bindInput);
      outputs.forEach(session::bindOutput);
      session.run();
      for (Slot slot : slots) {
        slot.writes.forEach((name, tensor) -> tensor.copyFrom(rows(outputs, name, tensor, slot)));
      }
    } catch (RuntimeException | Error e) {
      // Whoever waits has to hear of it.
      failure = e;
    }
    for (Slot slot : slots) {
      slot.served(failure);
    }
  }

  /** A slot's rows of what all slots of a pass read or write. */
  private FloatTensor rows(
      Map<String, FloatTensor> all, String name, FloatTensor tensor, Slot slot) {
    long[] dims = tensor.shape();
    int count = (int) dims[0];
    dims[0] *= photos;
    return all.computeIfAbsent(name, n -> FloatTensor.zeros(dims))
        .rows(slot.number % photos * count, count);
  }

  /** What a photo sees of the session. */
  final class Slot implements BoundSession {
    private final int number;
    private final Map<String, FloatTensor> reads = new HashMap<>();
    private final Map<String, FloatTensor> writes = new HashMap<>();
    private boolean waiting;
    private Throwable failure;

    private Slot(int number) {
      this.number = number;
    }

    SharedSession session() {
      return SharedSession.this;
    }

    void waits() {
      waiting = true;
    }

    boolean isWaiting() {
      return waiting;
    }

    private void served(Throwable found) {
      waiting = false;
      failure = found;
    }

    void requireServed() {
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure != null) {
        throw (RuntimeException) failure;
      }
    }

    @Override
    public Set<String> inputNames() {
      return session.inputNames();
    }

    @Override
    public void bindInput(String name, FloatTensor tensor) {
      reads.put(name, tensor);
    }

    @Override
    public void bindOutput(String name, FloatTensor tensor) {
      writes.put(name, tensor);
    }

    @Override
    public void nextPhoto() {
      barrier.nextPhoto(session);
    }

    @Override
    public void run() {
      barrier.run(this);
    }

    @Override
    public void close() {
      taken--;
      if (taken == 0) {
        session.close();
      }
    }
  }
}
