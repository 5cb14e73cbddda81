package io.cdmaa.attack;

/** When a photo is rounded to the levels that its file can hold. */
public enum Rounding {
  /** The search is unconstrained, and its result is rounded. */
  AT_THE_END,
  /**
   * Every iterate lies on the levels and in the budget, steps are whole levels, and the start is
   * moved by at most one: what is evaluated is what is delivered, at no extra cost. Only for an
   * L-infinity budget; with others the result is rounded.
   */
  EVERY_STEP
}
