package io.cdmaa.attack;

/** Told about each iteration, on the thread of the attack, before its step is taken. */
@FunctionalInterface
public interface AttackListener {
  /** Hears nothing and never cancels. */
  AttackListener NONE = report -> true;

  /**
   * Called once per iteration.
   *
   * @return whether to go on; false cancels, and the result is the best so far
   */
  boolean onIteration(IterationReport report);
}
