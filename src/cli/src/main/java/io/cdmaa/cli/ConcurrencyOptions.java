package io.cdmaa.cli;

import io.cdmaa.protection.Concurrency;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options for how many photos are searched at the same time. */
final class ConcurrencyOptions {
  /**
   * Up to this batch size, passes of small generators on a GPU are bound by kernel launches rather
   * than arithmetic.
   */
  private static final int ON_CUDA = 4;

  private static final int MOST = 64;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description =
          "Number of photos of equal size that share each pass of a generator. Needs N times the"
              + " memory. Default: 4 on CUDA, 1 on the CPU.")
  private Integer batch;

  @Option(
      names = "--lanes",
      paramLabel = "N",
      description =
          "Number of photos of equal size that are searched in parallel on the CPU, each with its"
              + " share of the threads. Needs N times the memory, including weights. Default: 1.")
  private Integer lanes;

  /**
   * Returns the chosen concurrency, or the default for the device.
   *
   * @throws ParameterException if it is out of range, or both options are given
   */
  Concurrency choice(CommandSpec spec, boolean cuda) {
    int photos = batch != null ? batch : lanes != null ? lanes : cuda ? ON_CUDA : 1;
    AttackOptions.require(
        spec,
        photos >= 1 && photos <= MOST,
        batch != null ? "--batch" : "--lanes",
        photos,
        "from 1 to " + MOST);
    if (batch != null && lanes != null) {
      throw new ParameterException(
          spec.commandLine(), "--batch and --lanes exclude each other; choose one");
    }
    return new Concurrency(photos, lanes == null);
  }
}
