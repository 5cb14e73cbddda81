package io.cdmaa.attack;

/**
 * Maps steps to iterations of several steps, for listeners and results that count iterations.
 *
 * @param iterations at least 1
 * @param steps total of all iterations, at least 1; if there are fewer steps than iterations, some
 *     iterations have none
 */
record StepsPerIteration(int iterations, int steps) {
  /** Returns the iteration that a step belongs to, both from 0. */
  int iteration(int step) {
    return (int) ((long) step * iterations / steps);
  }

  /** Reports the first step of each iteration to a listener, which can cancel there. */
  AttackListener perIteration(AttackListener listener) {
    return report -> {
      int step = report.iteration();
      boolean first = step == 0 || iteration(step) != iteration(step - 1);
      return !first || listener.onIteration(report.at(iteration(step)));
    };
  }
}
