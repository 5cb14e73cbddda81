package io.cdmaa.mgda;

import io.cdmaa.mgda.ArithmeticOperation.Scratch;
import java.util.List;

/**
 * Repeats every operation of some arithmetics until the JIT compiler has most likely finished with
 * them: operations that are not compiled yet are a thousand times slower, and would lose each
 * comparison. All in turns, so that many of them are compiled at once.
 *
 * @param candidates for this thread alone
 */
record WarmUp(List<GradientArithmetic> candidates) implements Runnable {
  /** A size at which an operation that is not compiled yet takes little time. */
  private static final int COLUMNS = 512;

  /** On two busy cores the last operation was compiled after 7000 rounds, which took 4 s. */
  private static final int ROUNDS = 8000;

  private static final long MOST_NANOS = 5_000_000_000L;

  @Override
  public void run() {
    Scratch scratch = new Scratch(2, COLUMNS);
    long start = System.nanoTime();
    for (int round = 0; round < ROUNDS && System.nanoTime() - start < MOST_NANOS; round++) {
      for (ArithmeticOperation operation : ArithmeticOperation.values()) {
        for (GradientArithmetic candidate : candidates) {
          operation.run(candidate, scratch);
        }
      }
    }
  }
}
