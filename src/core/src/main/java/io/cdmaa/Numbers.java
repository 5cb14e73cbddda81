package io.cdmaa;

/** Numbers as people write them. */
public final class Numbers {
  /** Up to here every whole number is a double, and none is written with an exponent. */
  private static final double LARGEST_WHOLE = 1e15;

  private Numbers() {}

  /** A number without a needless fraction: 2, -1, 0.5. */
  public static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < LARGEST_WHOLE
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
