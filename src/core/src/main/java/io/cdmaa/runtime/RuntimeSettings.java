package io.cdmaa.runtime;

import io.cdmaa.CdmaaException;
import io.cdmaa.Device;
import io.cdmaa.ErrorReason;
import io.cdmaa.Precision;
import java.util.Objects;

/**
 * Settings of sessions.
 *
 * @param device the requested execution provider
 * @param threads threads per operator; 0 for one per core
 * @param tuning how algorithms are chosen; always plain on a GPU or in half precision
 * @param precision the precision of gradients
 */
public record RuntimeSettings(Device device, int threads, Tuning tuning, Precision precision) {
  /**
   * Validates the thread count.
   *
   * @throws CdmaaException if it is negative
   */
  public RuntimeSettings {
    Objects.requireNonNull(device, "device");
    Objects.requireNonNull(tuning, "tuning");
    Objects.requireNonNull(precision, "precision");
    if (threads < 0) {
      throw new CdmaaException(
          ErrorReason.SETTING, "The thread count " + threads + " is negative; give 0 or more");
    }
  }

  /** Creates settings with algorithms by fixed rules, in float32. */
  public RuntimeSettings(Device device, int threads) {
    this(device, threads, Tuning.OFF, Precision.FP32);
  }

  /** Returns settings for the CPU with one thread per core. */
  public static RuntimeSettings cpu() {
    return new RuntimeSettings(Device.CPU, 0);
  }

  /** Returns a copy with the given tuning. */
  public RuntimeSettings withTuning(Tuning other) {
    return new RuntimeSettings(device, threads, other, precision);
  }

  /** Returns a copy with the given precision of gradients. */
  public RuntimeSettings withPrecision(Precision other) {
    return new RuntimeSettings(device, threads, tuning, other);
  }

  /** Returns a copy with the given number of threads. */
  public RuntimeSettings withThreads(int other) {
    return new RuntimeSettings(device, other, tuning, precision);
  }

  int effectiveThreads() {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }
}
