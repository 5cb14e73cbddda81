package io.cdmaa.attack;

import io.cdmaa.tensor.FloatTensor;

/**
 * Makes of an iterate the photo that would be delivered, such as the nearest one of 8-bit levels.
 * Candidates are projected before they are evaluated; the iterates themselves stay as they are.
 */
@FunctionalInterface
public interface Projection {
  /** Delivers iterates as they are: the default, and free of charge. */
  Projection NONE = candidate -> {};

  /**
   * Changes the candidate in place. It must stay inside the budget and [-1, 1].
   *
   * @param candidate [C, h, w] in [-1, 1]
   */
  void apply(FloatTensor candidate);
}
