package io.cdmaa.attack;

import io.cdmaa.Ranges;

/**
 * A differentiable surrogate for "this domain is broken": s(r) = r^p / (1 + r^p) with r = L /
 * (margin threshold). Nearly flat for losses far below the threshold, which no step can lift above
 * it, steepest just below it, and flat again above.
 *
 * @param power p, at least 1; the higher, the sharper
 * @param margin above 0; the target is this multiple of the threshold, because a loss that barely
 *     reaches the threshold easily falls below it again
 */
public record SoftCount(double power, double margin) {
  /** Highest power. */
  static final double SHARPEST = 16;

  /**
   * @throws io.cdmaa.CdmaaException if a value is out of range
   */
  public SoftCount {
    Ranges.within("power", power, 1, SHARPEST);
    Ranges.above("margin", margin, 0, 100);
  }

  /** Uses power 2 and margin 1.1. */
  public SoftCount() {
    this(2, 1.1);
  }

  /** Returns s, in [0, 1). */
  public double value(double loss, double threshold) {
    double power = Math.pow(loss / (margin * threshold), this.power);
    return power / (1 + power);
  }

  /**
   * Returns ds/dr, at least 0: the weight of a loss's gradient, up to a factor common to all
   * domains.
   */
  public double weight(double loss, double threshold) {
    double r = loss / (margin * threshold);
    double whole = 1 + Math.pow(r, power);
    return power * Math.pow(r, power - 1) / (whole * whole);
  }
}
