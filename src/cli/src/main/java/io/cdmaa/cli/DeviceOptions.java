package io.cdmaa.cli;

import io.cdmaa.Device;
import io.cdmaa.runtime.RuntimeSettings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options for the device that sessions run on. */
final class DeviceOptions {
  /**
   * ONNX Runtime starts all threads for each session; with thousands, starting them alone keeps a
   * machine busy.
   */
  private static final int MOST_THREADS = 256;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      description = "cpu, cuda or auto (cuda if it works). Default: ${DEFAULT-VALUE}.")
  private Device device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Number of threads; 0 for one per core. Default: ${DEFAULT-VALUE}.")
  private int threads;

  /**
   * Returns the settings that these options describe, with algorithms chosen by fixed rules, in
   * float32.
   *
   * @throws ParameterException if a value is out of range
   */
  RuntimeSettings settings(CommandSpec spec) {
    AttackOptions.require(
        spec,
        threads >= 0 && threads <= MOST_THREADS,
        "--threads",
        threads,
        "from 0 to " + MOST_THREADS);
    return new RuntimeSettings(device, threads);
  }
}
