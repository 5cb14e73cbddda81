package io.cdmaa.runtime;

import java.util.Optional;

/**
 * Runs graphs in bf16 on a processor, best on its matrix units: implemented in another jar and
 * found by {@link java.util.ServiceLoader}.
 */
public interface Bfloat16Provider {
  /**
   * Returns why it cannot be used here, as a clause that follows "because"; empty if it can. Loads
   * the native libraries.
   */
  Optional<String> obstacle();

  /**
   * Returns why float32 may be faster here although bf16 works, as a clause that follows "because";
   * empty if it is not.
   */
  Optional<String> drawback();

  /**
   * Opens a graph.
   *
   * @param model a serialised graph of standard operators in float32 with static shapes; what need
   *     not be exact runs in bf16
   * @param sessions opens the parts that stay in float32, and names the threads
   * @return a session with the same inputs and outputs, in float32
   * @throws io.cdmaa.CdmaaException if there is an obstacle
   */
  BoundSession open(byte[] model, SessionFactory sessions);
}
