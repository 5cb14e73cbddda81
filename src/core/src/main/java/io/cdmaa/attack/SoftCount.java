package io.cdmaa.attack;

import io.cdmaa.Ranges;

/**
 * A differentiable stand-in for "this domain is broken": s(r) = r^p / (1 + r^p) with r = L /
 * (margin threshold). Nearly flat for losses far below the threshold, which no step can bring over
 * it, steepest just below it, and flat again above.
 *
 * @param power p, at least 1; the higher, the sharper
 * @param margin above 0; the threshold is aimed at this many times over, as a loss that just
 *     reaches it is soon lost again
 */
public record SoftCount(double power, double margin) {
  /** Checks the ranges. */
  public SoftCount {
    Ranges.within("power", power, 1, 16);
    Ranges.above("margin", margin, 0, 100);
  }

  /** Power 2, margin 1.1. */
  public SoftCount() {
    this(2, 1.1);
  }

  /** s, in [0, 1). */
  public double value(double loss, double threshold) {
    double power = Math.pow(loss / (margin * threshold), this.power);
    return power / (1 + power);
  }

  /** ds/dr, at least 0: what the gradient of a loss counts, up to a factor for all domains. */
  public double weight(double loss, double threshold) {
    double r = loss / (margin * threshold);
    double whole = 1 + Math.pow(r, power);
    return power * Math.pow(r, power - 1) / (whole * whole);
  }
}
