package io.cdmaa.bf16;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The order in which steps may run at the same time: a step waits for every earlier one that wrote
 * what it reads or writes, or read what it writes.
 */
final class Schedule {
  private final int from;
  private final int[] waits;
  private final List<List<Integer>> next = new ArrayList<>();

  /**
   * A range of memory.
   *
   * @param start the first byte's address
   * @param end the address behind the last byte
   * @param written whether a step changes it
   */
  record Access(long start, long end, boolean written) {
    boolean conflicts(Access other) {
      return (written || other.written) && start < other.end && other.start < end;
    }
  }

  /**
   * @param accesses of all steps
   * @param from the first step of the schedule
   * @param to the step behind its last one
   */
  Schedule(List<List<Access>> accesses, int from, int to) {
    this.from = from;
    waits = new int[to - from];
    for (int i = from; i < to; i++) {
      next.add(new ArrayList<>());
      for (int j = from; j < i; j++) {
        if (conflict(accesses.get(j), accesses.get(i))) {
          next.get(j - from).add(i - from);
          waits[i - from]++;
        }
      }
    }
  }

  private static boolean conflict(List<Access> earlier, List<Access> later) {
    for (Access a : earlier) {
      for (Access b : later) {
        if (a.conflicts(b)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Starts a run. */
  Run start() {
    return new Run();
  }

  /** The state of one run, which the caller guards. */
  final class Run {
    private final int[] left = Arrays.copyOf(waits, waits.length);
    private final PriorityQueue<Integer> ready = new PriorityQueue<>();
    private int unfinished = waits.length;

    private Run() {
      for (int i = 0; i < left.length; i++) {
        if (left[i] == 0) {
          ready.add(i);
        }
      }
    }

    /** Returns a step that can run, or -1 if there is none now. */
    int take() {
      Integer step = ready.poll();
      return step == null ? -1 : from + step;
    }

    /** Returns whether a step can run now. */
    boolean isReady() {
      return !ready.isEmpty();
    }

    /** Notes that a step has ended. */
    void finished(int step) {
      unfinished--;
      for (int other : next.get(step - from)) {
        if (--left[other] == 0) {
          ready.add(other);
        }
      }
    }

    boolean isOver() {
      return unfinished == 0;
    }
  }
}
