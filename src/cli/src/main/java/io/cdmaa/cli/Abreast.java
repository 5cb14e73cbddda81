package io.cdmaa.cli;

/**
 * How many photos of a folder are searched at the same time.
 *
 * @param photos at least 1
 * @param batched whether they share the passes of one session per generator, or each has sessions
 *     of its own with its share of the threads
 */
record Abreast(int photos, boolean batched) {
  /** One after the other. */
  static final Abreast NONE = new Abreast(1, false);

  /** No more photos than there are. */
  Abreast atMost(int number) {
    return new Abreast(Math.min(photos, number), batched);
  }
}
