package io.cdmaa.attack;

/** Notified of each iteration, on the thread of the attack, before its step is taken. */
@FunctionalInterface
public interface AttackListener {
  /** Ignores all events and never cancels. */
  AttackListener NONE = report -> true;

  /**
   * Called once per iteration.
   *
   * @return whether to continue; false cancels, and the result is the best so far
   */
  boolean onIteration(IterationReport report);
}
