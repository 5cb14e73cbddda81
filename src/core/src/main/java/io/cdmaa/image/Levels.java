package io.cdmaa.image;

/**
 * The lattice of a file's integer samples inside [-1, 1]: level v of n is the float nearest to 2 v
 * / n - 1, with n = 255 for 8 bits and 65535 for 16.
 */
public enum Levels {
  /** 8 bits, 0..255. */
  EIGHT_BIT(255),
  /** 16 bits, 0..65535. */
  SIXTEEN_BIT(65535);

  private final int max;

  Levels(int max) {
    this.max = max;
  }

  /**
   * Returns the lattice of a bit depth.
   *
   * @param bitDepth 8 or 16
   */
  public static Levels of(int bitDepth) {
    return switch (bitDepth) {
      case 8 -> EIGHT_BIT;
      case 16 -> SIXTEEN_BIT;
      default -> throw new IllegalArgumentException("bit depth must be 8 or 16, not " + bitDepth);
    };
  }

  /**
   * Returns the highest level, 255 or 65535, which is also the number of steps between -1 and 1.
   */
  public int max() {
    return max;
  }

  /** Returns the value in [-1, 1] of a level, computed in double and rounded once to float. */
  public float value(int level) {
    return (float) (level / (max / 2.0) - 1.0);
  }

  /** Returns the unrounded position on the scale 0..max of a value in [-1, 1]. */
  public double position(float value) {
    return (value + 1.0) * (max / 2.0);
  }

  /** Returns the level nearest to a value; values outside [-1, 1] are clamped. */
  public int nearest(float value) {
    return (int) Math.max(0, Math.min(max, Math.round(position(value))));
  }

  /**
   * Returns the maximum number of whole levels that a sample may change within the budget:
   * floor(epsilon max / 2), 6 for 0.05 at 8 bits. An epsilon that is a whole number of levels
   * except for rounding (6 / 127.5) counts as that number.
   *
   * @param epsilon the L-infinity budget on [-1, 1], not negative
   */
  public int within(double epsilon) {
    if (!(epsilon >= 0)) {
      throw new IllegalArgumentException("epsilon must not be negative: " + epsilon);
    }
    return (int) Math.min(max, Math.floor(epsilon * (max / 2.0) + 1e-9));
  }
}
