package io.cdmaa.attack;

import io.cdmaa.tensor.FloatTensor;

/**
 * Maps an iterate to the photo that would be delivered, for instance the nearest one with 8-bit
 * levels. Candidates are projected before they are evaluated; the iterates themselves are not
 * changed.
 */
@FunctionalInterface
public interface Projection {
  /** Delivers iterates unchanged: the default, at no cost. */
  Projection NONE = candidate -> {};

  /**
   * Projects the candidate in place. It must stay inside the budget and [-1, 1].
   *
   * @param candidate [C, h, w] in [-1, 1]
   */
  void apply(FloatTensor candidate);
}
