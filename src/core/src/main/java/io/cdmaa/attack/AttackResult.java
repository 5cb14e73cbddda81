package io.cdmaa.attack;

import io.cdmaa.tensor.FloatTensor;

/**
 * The best photo of one run.
 *
 * @param photo [C, h, w], inside the budget and [-1, 1], after the settings' projection
 * @param losses the losses at that photo; null if nothing was evaluated, which is so without any
 *     iteration
 * @param restart the start that it belongs to, from 0
 * @param iteration number of steps from that start, 0 for the start itself
 * @param gradientEvaluations how often losses and gradients were computed
 * @param lossEvaluations how often only losses were computed, in addition
 * @param ending why the run ended
 */
public record AttackResult(
    FloatTensor photo,
    Losses losses,
    int restart,
    int iteration,
    int gradientEvaluations,
    int lossEvaluations,
    Ending ending) {
  /** Returns the result of a warm start without any iteration. */
  static AttackResult unevaluated(FloatTensor photo) {
    return new AttackResult(photo, null, 0, 0, 0, 0, Ending.COMPLETED);
  }

  /** Returns this result with another iteration. */
  AttackResult at(int other) {
    return new AttackResult(
        photo, losses, restart, other, gradientEvaluations, lossEvaluations, ending);
  }

  /** Why a run ended. */
  public enum Ending {
    /** All iterations were performed. */
    COMPLETED,
    /**
     * Every domain of every generator is at or above the threshold, and early stopping is enabled.
     */
    EARLY,
    /** The listener cancelled the run. */
    CANCELLED,
    /** Every gradient is exactly zero: no generator reacts, and no step can change that. */
    STATIONARY
  }
}
