package io.cdmaa.attack;

import java.util.HashSet;
import java.util.Set;

/**
 * The steps after which APGD checks its progress (Croce and Hein 2020, section 3.1, in whole steps
 * as in the authors' code): the first window has 0.22 N steps, each following one 0.03 N fewer,
 * down to 0.06 N; each has at least 1. With N = 10: after steps 2, 3, 4, and so on.
 */
final class Checkpoints {
  private final Set<Integer> steps = new HashSet<>();

  Checkpoints(int iterations) {
    int window = share(22, iterations);
    int shrink = share(3, iterations);
    int least = share(6, iterations);
    int step = window;
    while (step <= iterations) {
      steps.add(step);
      window = Math.max(window - shrink, least);
      step += window;
    }
  }

  private static int share(int percent, int iterations) {
    return Math.max((int) ((long) percent * iterations / 100), 1);
  }

  /** Returns whether there is a checkpoint after this number of steps. */
  boolean contains(int step) {
    return steps.contains(step);
  }
}
