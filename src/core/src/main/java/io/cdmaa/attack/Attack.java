package io.cdmaa.attack;

import io.cdmaa.CdmaaException;
import io.cdmaa.tensor.FloatTensor;

/**
 * Searches the budget around a photo for a perturbation that breaks every generator. Stateless: one
 * instance can serve concurrent runs.
 *
 * <p>The best of all iterates is kept, by the settings' {@link Criterion}.
 */
public interface Attack {
  /**
   * Runs one attack.
   *
   * @param objective the objective to maximise
   * @param photo [C, h, w] in [-1, 1]; not modified
   * @param settings budget, steps and strategy
   * @param listener notified of each iteration; may cancel
   * @throws CdmaaException if the photo is not within [-1, 1], or a loss or gradient is not finite
   */
  AttackResult run(
      Objective objective, FloatTensor photo, AttackSettings settings, AttackListener listener);
}
