package io.cdmaa.reference;

/** Round-to-nearest-even to the short floating-point formats. */
final class Rounding {
  private Rounding() {}

  /** Returns the nearest number with the given fraction bits; infinite beyond the largest one. */
  static double toBits(double value, int fractionBits, int lowestExponent, double largest) {
    if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
      return value;
    }
    int exponent = Math.max(Math.getExponent(value), lowestExponent);
    double unit = Math.scalb(1.0, exponent - fractionBits);
    double rounded = Math.rint(value / unit) * unit;
    return Math.abs(rounded) > largest ? Math.copySign(Double.POSITIVE_INFINITY, value) : rounded;
  }
}
