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
 * One session that several photos share, each through a {@link Seat} that looks like a session of
 * its own. A seat's rows always lie at the same place of a pass, so what it computes does not
 * depend on who asks first. Rows of a seat that does not ask are run on what was there before.
 */
final class SharedSession {
  private final BoundSession session;
  private final int photos;
  private final Rendezvous rendezvous;
  private final Map<String, FloatTensor> inputs = new HashMap<>();
  private final Map<String, FloatTensor> outputs = new HashMap<>();
  private int taken;

  /**
   * @param session of a graph for some photos
   * @param photos how many; seats beyond them are served in further runs
   * @param rendezvous where seats wait
   */
  SharedSession(BoundSession session, int photos, Rendezvous rendezvous) {
    this.session = session;
    this.photos = photos;
    this.rendezvous = rendezvous;
  }

  /** A seat for the next photo. The session is closed when every seat that was taken is. */
  Seat take() {
    return new Seat(taken++);
  }

  /** Runs the passes of these seats, or tells each why that failed. */
  void serve(List<Seat> seats) {
    seats.stream()
        .collect(
            Collectors.groupingBy(seat -> seat.number / photos, TreeMap::new, Collectors.toList()))
        .values()
        .forEach(this::serveTogether);
  }

  private void serveTogether(List<Seat> seats) {
    Throwable failure = null;
    try {
      for (Seat seat : seats) {
        seat.reads.forEach((name, tensor) -> rows(inputs, name, tensor, seat).copyFrom(tensor));
        seat.writes.forEach((name, tensor) -> rows(outputs, name, tensor, seat));
      }
      inputs.forEach(session::bindInput);
      outputs.forEach(session::bindOutput);
      session.run();
      for (Seat seat : seats) {
        seat.writes.forEach((name, tensor) -> tensor.copyFrom(rows(outputs, name, tensor, seat)));
      }
    } catch (RuntimeException | Error e) {
      // Whoever waits has to hear of it.
      failure = e;
    }
    for (Seat seat : seats) {
      seat.served(failure);
    }
  }

  /** A seat's rows of what all seats of a pass read or write. */
  private FloatTensor rows(
      Map<String, FloatTensor> all, String name, FloatTensor tensor, Seat seat) {
    long[] dims = tensor.shape();
    int count = (int) dims[0];
    dims[0] *= photos;
    return all.computeIfAbsent(name, n -> FloatTensor.zeros(dims))
        .rows(seat.number % photos * count, count);
  }

  /** What a photo sees of the session. */
  final class Seat implements BoundSession {
    private final int number;
    private final Map<String, FloatTensor> reads = new HashMap<>();
    private final Map<String, FloatTensor> writes = new HashMap<>();
    private boolean waiting;
    private Throwable failure;

    private Seat(int number) {
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
      rendezvous.nextPhoto(session);
    }

    @Override
    public void run() {
      rendezvous.run(this);
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
