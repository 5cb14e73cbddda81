package io.cdmaa.attack;

/** How the length of a step changes with the iterations. */
public enum Schedule {
  /** The same throughout. */
  CONSTANT,
  /** Twice the step size for the first half, to get across the budget, and then the step size. */
  TWO_STAGE;

  /**
   * The length of one step as a multiple of the step size.
   *
   * @param iteration counts from 0
   * @param iterations of the whole run
   */
  int multiple(int iteration, int iterations) {
    return this == TWO_STAGE && 2 * iteration < iterations ? 2 : 1;
  }
}
