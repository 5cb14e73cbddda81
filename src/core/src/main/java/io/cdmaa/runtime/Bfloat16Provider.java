package io.cdmaa.runtime;

import java.util.Optional;

/**
 * Runs graphs in bf16 on the matrix units of a processor: implemented in another jar and found by
 * {@link java.util.ServiceLoader}.
 */
public interface Bfloat16Provider {
  /**
   * Returns why it cannot be used here, as a clause that follows "because"; empty if it can. Loads
   * the native libraries.
   */
  Optional<String> obstacle();

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
