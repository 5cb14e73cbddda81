package io.cdmaa.attack;

/** How the step size changes with the iterations. */
public enum Schedule {
  /** Constant. */
  CONSTANT,
  /** Twice the step size in the first half, to cross the budget, then the step size. */
  TWO_STAGE;

  /**
   * Returns the length of one step as a multiple of the step size.
   *
   * @param iteration counts from 0
   * @param iterations of the whole run
   */
  int multiple(int iteration, int iterations) {
    return this == TWO_STAGE && 2 * iteration < iterations ? 2 : 1;
  }
}
