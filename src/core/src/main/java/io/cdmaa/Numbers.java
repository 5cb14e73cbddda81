package io.cdmaa;

/** Numbers in the form in which people write them. */
public final class Numbers {
  /** Whole numbers below this are exact as doubles, and never written with an exponent. */
  private static final double LARGEST_WHOLE = 1e15;

  private Numbers() {}

  /** Returns a number without a redundant fraction: 2, -1, 0.5. */
  public static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < LARGEST_WHOLE
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
