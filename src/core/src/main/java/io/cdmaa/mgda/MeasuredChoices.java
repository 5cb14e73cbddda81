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
 * Chooses the fastest of several arithmetics for an operation on a number of rows and columns:
 * measured at the first request, and then the same for all users of these choices. Thread-safe.
 */
final class MeasuredChoices {
  private static final Logger LOG = LoggerFactory.getLogger(MeasuredChoices.class);

  /**
   * Number of values, more than any cache holds, from which a time can be extrapolated to larger
   * ones.
   */
  private static final int MOST_VALUES = 1 << 23;

  private static final int MOST_COLUMNS = 1 << 20;

  private static final int FEWEST_ROUNDS = 5;
  private static final int MOST_ROUNDS = 40;
  private static final long MEASURING_NANOS = 100_000_000;

  /**
   * A candidate has to take less than this share of the first one's time, so that noise decides
   * nothing.
   */
  private static final double CLEARLY_FASTER = 0.9;

  private final CompletableFuture<?> warm;
  private final LongSupplier clock;
  private final Map<Case, Integer> chosen = new ConcurrentHashMap<>();

  /**
   * @param warm completes before anything is measured
   * @param clock returns nanoseconds
   */
  MeasuredChoices(CompletableFuture<?> warm, LongSupplier clock) {
    this.warm = warm;
    this.clock = clock;
  }

  /**
   * The key of one measurement.
   *
   * @param rows of the gradient matrix, 1 if there is none
   * @param columns number of values of a photo, or a smaller number used for the measurement
   */
  private record Case(ArithmeticOperation operation, int rows, int columns) {}

  /**
   * Returns the index of the fastest candidate.
   *
   * @param rows J of the gradient matrix; 1 if the operation takes none
   * @param columns D
   * @param candidates of the same kinds in the same order at each call, the default first
   */
  int fastest(
      ArithmeticOperation operation, int rows, int columns, List<GradientArithmetic> candidates) {
    int measured = Math.min(Math.min(columns, MOST_COLUMNS), Math.max(1, MOST_VALUES / rows));
    Case one = new Case(operation, rows, measured);
    Integer known = chosen.get(one);
    return known == null ? measured(one, candidates) : known;
  }

  /** One measurement at a time, since two would disturb each other. */
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

  /** Returns the minimum time of each candidate, in microseconds. */
  private double[] measure(Case one, List<GradientArithmetic> candidates) {
    Scratch scratch = new Scratch(one.rows(), one.columns());
    double[] micros = new double[candidates.size()];
    Arrays.fill(micros, Double.POSITIVE_INFINITY);
    long begun = clock.getAsLong();
    // In turns, so that other load on the machine disturbs all of them alike.
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
