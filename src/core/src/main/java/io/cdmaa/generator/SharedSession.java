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
 * One session that several photos share, each through a {@link Slot} that behaves like a session of
 * its own. The rows of a slot always have the same position in a pass, so its results do not depend
 * on the order of requests. The rows of an idle slot are recomputed from their previous inputs.
 */
final class SharedSession {
  private final BoundSession session;
  private final int photos;
  private final BatchBarrier barrier;
  private final Map<String, FloatTensor> inputs = new HashMap<>();
  private final Map<String, FloatTensor> outputs = new HashMap<>();
  private int taken;

  /**
   * @param session of a graph for a number of photos
   * @param photos that number; slots beyond it are served in further runs
   * @param barrier where slots wait
   */
  SharedSession(BoundSession session, int photos, BatchBarrier barrier) {
    this.session = session;
    this.photos = photos;
    this.barrier = barrier;
  }

  /** Returns a slot for the next photo. The session is closed once all of its slots are closed. */
  Slot take() {
    return new Slot(taken++);
  }

  /** Runs the passes of these slots, or reports the failure to each of them. */
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
      // Of the photo that is least far, so that it does not depend on which search ran last.
      session.reached(slots.stream().mapToDouble(slot -> slot.part).min().orElse(0));
      session.run();
      for (Slot slot : slots) {
        slot.writes.forEach((name, tensor) -> tensor.copyFrom(rows(outputs, name, tensor, slot)));
      }
    } catch (RuntimeException | Error e) {
      // Every waiting slot must be notified of the failure.
      failure = e;
    }
    for (Slot slot : slots) {
      slot.served(failure);
    }
  }

  /** Returns a slot's rows of a tensor that all slots of a pass share. */
  private FloatTensor rows(
      Map<String, FloatTensor> all, String name, FloatTensor tensor, Slot slot) {
    long[] dims = tensor.shape();
    int count = (int) dims[0];
    dims[0] *= photos;
    return all.computeIfAbsent(name, n -> FloatTensor.zeros(dims))
        .rows(slot.number % photos * count, count);
  }

  /** The session as seen by one photo. */
  final class Slot implements BoundSession {
    private final int number;
    private final Map<String, FloatTensor> reads = new HashMap<>();
    private final Map<String, FloatTensor> writes = new HashMap<>();
    private double part;
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
      part = 0;
      barrier.nextPhoto(session);
    }

    @Override
    public void reached(double part) {
      this.part = part;
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
