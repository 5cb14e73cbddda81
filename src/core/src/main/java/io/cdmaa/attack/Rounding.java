package io.cdmaa.attack;

/** When a photo is brought to the levels that its file can hold. */
public enum Rounding {
  /** The search moves freely, and its result is rounded. */
  AT_THE_END,
  /**
   * Every iterate lies on the levels and in the budget, steps are whole levels, and the start is
   * moved by at most one: what is evaluated is what is delivered, at no cost. For an L-infinity
   * budget; with another one the result is rounded.
   */
  EVERY_STEP
}
