package io.cdmaa.protection;

/**
 * How many photos are searched at the same time.
 *
 * @param photos at least 1
 * @param batched whether they share the passes of one session per generator, or each has sessions
 *     of its own with its share of the threads
 */
public record Concurrency(int photos, boolean batched) {
  /** One after the other. */
  public static final Concurrency NONE = new Concurrency(1, false);

  /** Checks the number. */
  public Concurrency {
    if (photos < 1) {
      throw new IllegalArgumentException(photos + " photos at the same time");
    }
  }

  /** No more photos than there are. */
  public Concurrency atMost(int number) {
    return new Concurrency(Math.min(photos, number), batched);
  }
}
