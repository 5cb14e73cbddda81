package io.cdmaa.mgda;

import io.cdmaa.mgda.ArithmeticOperation.Scratch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of several arithmetics is fastest at an operation on so many rows and columns: measured
 * when it is first asked for, and then the same for everybody who shares these choices. May be
 * shared between threads.
 */
final class MeasuredChoices {
  private static final Logger LOG = LoggerFactory.getLogger(MeasuredChoices.class);

  /** Values at which a time says all about larger ones: more than any cache holds. */
  private static final int MOST_VALUES = 1 << 23;

  private static final int MOST_COLUMNS = 1 << 20;

  private static final int FEWEST_ROUNDS = 5;
  private static final int MOST_ROUNDS = 40;
  private static final long MEASURING_NANOS = 100_000_000;

  /** Another than the first has to take less than this share of its time: noise decides nothing. */
  private static final double CLEARLY_FASTER = 0.9;

  private final CompletableFuture<?> warm;
  private final LongSupplier clock;
  private final Map<Case, Integer> chosen = new ConcurrentHashMap<>();

  /**
   * @param warm what measuring waits for
   * @param clock tells nanoseconds
   */
  MeasuredChoices(CompletableFuture<?> warm, LongSupplier clock) {
    this.warm = warm;
    this.clock = clock;
  }

  /**
   * What is measured once.
   *
   * @param rows of the gradient matrix, 1 where there is none
   * @param columns values of a photo, or the fewer that it is measured at
   */
  private record Case(ArithmeticOperation operation, int rows, int columns) {}

  /**
   * The index of the fastest candidate.
   *
   * @param rows J of the gradient matrix; 1 where the operation takes none
   * @param columns D
   * @param candidates of the same kinds in the same order at each call, the usual one first
   */
  int fastest(
      ArithmeticOperation operation, int rows, int columns, List<GradientArithmetic> candidates) {
    int measured = Math.min(Math.min(columns, MOST_COLUMNS), Math.max(1, MOST_VALUES / rows));
    Case one = new Case(operation, rows, measured);
    Integer known = chosen.get(one);
    return known == null ? measured(one, candidates) : known;
  }

  /** One measurement at a time, as two would disturb each other. */
  private synchronized int measured(Case one, List<GradientArithmetic> candidates) {
    Integer known = chosen.get(one);
    if (known != null) {
      return known;
    }
    warm.join();
    double[] micros = measure(one, candidates);
    int best = 0;
    for (int i = 1; i < micros.length; i++) {
      if (micros[i] < (best == 0 ? CLEARLY_FASTER : 1) * micros[best]) {
        best = i;
      }
    }
    chosen.put(one, best);
    LOG.debug(
        "The {} of {} x {} values by {} ({})",
        one.operation(),
        one.rows(),
        one.columns(),
        candidates.get(best),
        described(candidates, micros));
    return best;
  }

  /** The least time of each candidate, microseconds. */
  private double[] measure(Case one, List<GradientArithmetic> candidates) {
    Scratch scratch = new Scratch(one.rows(), one.columns());
    double[] micros = new double[candidates.size()];
    Arrays.fill(micros, Double.POSITIVE_INFINITY);
    long begun = clock.getAsLong();
    // In turns, so that whatever else the machine does disturbs all of them alike.
    for (int round = 0; round < MOST_ROUNDS; round++) {
      for (int i = 0; i < micros.length; i++) {
        long start = clock.getAsLong();
        one.operation().run(candidates.get(i), scratch);
        micros[i] = Math.min(micros[i], (clock.getAsLong() - start) / 1e3);
      }
      if (round + 1 >= FEWEST_ROUNDS && clock.getAsLong() - begun > MEASURING_NANOS) {
        break;
      }
    }
    return micros;
  }

  private static String described(List<GradientArithmetic> candidates, double[] micros) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < micros.length; i++) {
      parts.add(String.format(Locale.ROOT, "%s %.0f us", candidates.get(i), micros[i]));
    }
    return String.join(", ", parts);
  }
}
