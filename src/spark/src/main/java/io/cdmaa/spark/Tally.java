package io.cdmaa.spark;

import io.cdmaa.cli.ProtectorOptions;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Counts the rows of a run and prints how far it is. */
final class Tally {
  /** More failures than this are only counted. */
  private static final int MOST_FAILURES = 50;

  private static final int MOST_LINES = 200;

  private final int total;
  private final OptionalDouble required;
  private final PrintStream out;
  private final Consumer<String> errors;
  private final Map<String, Integer> counts = new TreeMap<>();
  private int done;
  private int broken;
  private int unmet;

  /**
   * @param total number of photos
   * @param required the least attack rate that is required, if any
   * @param out progress
   * @param errors failures
   */
  Tally(int total, OptionalDouble required, PrintStream out, Consumer<String> errors) {
    this.total = total;
    this.required = required;
    this.out = out;
    this.errors = errors;
  }

  synchronized void add(PhotoRow row) {
    done++;
    counts.merge(row.status(), 1, Integer::sum);
    if (row.failed()) {
      if (counts.get(PhotoRow.FAILED) <= MOST_FAILURES) {
        boolean named = row.message().contains(row.photo());
        errors.accept(named ? row.message() : row.photo() + ": " + row.message());
      }
    } else if (row.attackRate() != null) {
      broken += row.attackRate() > 0 ? 1 : 0;
      boolean met =
          required.isPresent() ? row.attackRate() >= required.getAsDouble() : row.attackRate() > 0;
      unmet += met ? 0 : 1;
    }
    if (done == total || done % Math.max(1, total / MOST_LINES) == 0) {
      out.printf(
          Locale.ROOT,
          "[%d/%d] %s %s (%.1f s)%n",
          done,
          total,
          row.photo(),
          row.status().equals(PhotoRow.SKIPPED) ? "skipped, " + row.outcome() : row.status(),
          row.seconds());
    }
  }

  /** Prints the counts, and a sentence with a remedy if photos do not meet what is required. */
  synchronized void conclude(String verdicts) {
    out.println("cdmaa: " + summary() + "; verdicts in " + verdicts);
    int finished = done - counts.getOrDefault(PhotoRow.FAILED, 0);
    ProtectorOptions.complaint(required.isPresent(), finished, broken, unmet).ifPresent(errors);
  }

  /** Returns the counts in words. */
  private String summary() {
    StringBuilder words = new StringBuilder();
    counts.forEach(
        (status, count) ->
            words.append(words.isEmpty() ? "" : ", ").append(count).append(' ').append(status));
    return words.toString();
  }

  /** Returns the exit code: 1 if a photo failed, 3 if one does not achieve what is required. */
  synchronized int exitCode() {
    return counts.containsKey(PhotoRow.FAILED) ? 1 : unmet > 0 ? 3 : 0;
  }
}
