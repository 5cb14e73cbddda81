package io.cdmaa.runtime;

import io.cdmaa.CdmaaException;
import io.cdmaa.Device;
import io.cdmaa.ErrorReason;
import io.cdmaa.Precision;
import java.util.Objects;

/**
 * How sessions are to run.
 *
 * @param device the execution provider asked for
 * @param threads threads of one operator; 0 for one per core
 * @param tuning how algorithms are chosen; a GPU, or half precision, always gets the plain ones
 * @param precision what gradients are computed in
 */
public record RuntimeSettings(Device device, int threads, Tuning tuning, Precision precision) {
  /** Checks the thread count. */
  public RuntimeSettings {
    Objects.requireNonNull(device, "device");
    Objects.requireNonNull(tuning, "tuning");
    Objects.requireNonNull(precision, "precision");
    if (threads < 0) {
      throw new CdmaaException(
          ErrorReason.SETTING, "The thread count " + threads + " is negative; give 0 or more");
    }
  }

  /** With algorithms by fixed rules, in float32. */
  public RuntimeSettings(Device device, int threads) {
    this(device, threads, Tuning.OFF, Precision.FP32);
  }

  /** The processor with one thread per core. */
  public static RuntimeSettings cpu() {
    return new RuntimeSettings(Device.CPU, 0);
  }

  /** These settings with another way to choose algorithms. */
  public RuntimeSettings withTuning(Tuning other) {
    return new RuntimeSettings(device, threads, other, precision);
  }

  /** These settings with gradients computed in another precision. */
  public RuntimeSettings withPrecision(Precision other) {
    return new RuntimeSettings(device, threads, tuning, other);
  }

  /** These settings with another number of threads. */
  public RuntimeSettings withThreads(int other) {
    return new RuntimeSettings(device, other, tuning, precision);
  }

  int effectiveThreads() {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }
}
