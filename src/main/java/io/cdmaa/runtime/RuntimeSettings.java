package io.cdmaa.runtime;

import io.cdmaa.CdmaaException;

/**
 * How sessions are to run.
 *
 * @param device the execution provider asked for
 * @param threads threads of one operator; 0 for one per core
 */
public record RuntimeSettings(Device device, int threads) {
  /** Checks the thread count. */
  public RuntimeSettings {
    if (threads < 0) {
      throw new CdmaaException("The thread count " + threads + " is negative; give 0 or more");
    }
  }

  /** The processor with one thread per core. */
  public static RuntimeSettings cpu() {
    return new RuntimeSettings(Device.CPU, 0);
  }

  int effectiveThreads() {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }
}
