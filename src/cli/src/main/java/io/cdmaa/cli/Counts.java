package io.cdmaa.cli;

/** Formats counts of things. */
final class Counts {
  private Counts() {}

  /** Returns a count with its noun, for instance "1 photo" or "2 photos". */
  static String of(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
