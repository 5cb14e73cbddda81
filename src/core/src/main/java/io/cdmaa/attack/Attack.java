package io.cdmaa.attack;

import io.cdmaa.CdmaaException;
import io.cdmaa.tensor.FloatTensor;

/**
 * Searches the budget around a photo for one that breaks every generator. Stateless: one instance
 * serves any number of runs at once.
 *
 * <p>Of all iterates the best is kept, by the settings' {@link Criterion}.
 */
public interface Attack {
  /**
   * Runs one attack.
   *
   * @param objective what to raise
   * @param photo [C, h, w] in [-1, 1]; not changed
   * @param settings budget, steps and strategy
   * @param listener told about each iteration; may cancel
   * @throws CdmaaException if the photo leaves [-1, 1], or a loss or gradient is not finite
   */
  AttackResult run(
      Objective objective, FloatTensor photo, AttackSettings settings, AttackListener listener);
}
