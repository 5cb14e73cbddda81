package io.cdmaa.protection;

/**
 * How many photos are searched at the same time.
 *
 * @param photos at least 1
 * @param batched whether they share the passes of one session per generator; otherwise each has its
 *     own sessions with its share of the threads
 */
public record Concurrency(int photos, boolean batched) {
  /** One after the other. */
  public static final Concurrency NONE = new Concurrency(1, false);

  /**
   * @throws IllegalArgumentException if the number is out of range
   */
  public Concurrency {
    if (photos < 1) {
      throw new IllegalArgumentException(photos + " photos at the same time");
    }
  }

  /** Returns a copy limited to the given number of photos. */
  public Concurrency atMost(int number) {
    return new Concurrency(Math.min(photos, number), batched);
  }
}
