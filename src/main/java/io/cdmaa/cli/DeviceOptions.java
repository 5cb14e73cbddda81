package io.cdmaa.cli;

import io.cdmaa.runtime.Device;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What sessions run on. */
final class DeviceOptions {
  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      description = "cpu, cuda or auto (cuda where it works). Default: ${DEFAULT-VALUE}.")
  private Device device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Threads; 0 for one per core. Default: ${DEFAULT-VALUE}.")
  private int threads;

  Device device() {
    return device;
  }

  /**
   * 0 for one per core.
   *
   * @throws ParameterException if it is negative
   */
  int threads(CommandSpec spec) {
    AttackOptions.require(spec, threads >= 0, "--threads", threads, "0 or more");
    return threads;
  }
}
