package io.cdmaa.attack;

/** How the step size changes with the iterations. */
public enum Schedule {
  /** Constant. */
  CONSTANT,
  /** Twice the step size in the first half, to cross the budget, then the step size. */
  TWO_STAGE,
  /**
   * Half the step size in the first fifth, so that the directions are chosen before the photo is at
   * the edge of its budget, then the step size. A search that begins again on another side of the
   * photo, or warm, is at the edge at once.
   */
  WARM_UP;

  /**
   * Returns the length of one step as a multiple of the step size.
   *
   * @param iteration counts from 0
   * @param iterations of the whole run
   */
  double multiple(int iteration, int iterations) {
    return switch (this) {
      case CONSTANT -> 1;
      case TWO_STAGE -> 2 * iteration < iterations ? 2 : 1;
      case WARM_UP -> 5 * (iteration + 1) <= iterations ? 0.5 : 1;
    };
  }
}
