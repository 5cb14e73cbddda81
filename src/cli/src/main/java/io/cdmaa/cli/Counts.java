package io.cdmaa.cli;

/** Numbers of things in words. */
final class Counts {
  private Counts() {}

  /** One thing, or several: "1 photo", "2 photos". */
  static String of(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
