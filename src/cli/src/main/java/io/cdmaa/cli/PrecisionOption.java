package io.cdmaa.cli;

import io.cdmaa.Method;
import io.cdmaa.PhotoProtectorBuilder;
import io.cdmaa.Precision;
import io.cdmaa.attack.MethodAlgorithms;
import io.cdmaa.generator.GeneratorSession.Gradients;
import io.cdmaa.runtime.RuntimeSettings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The option for the precision of a search. */
final class PrecisionOption {
  @Option(
      names = "--precision",
      paramLabel = "P",
      defaultValue = "fp32",
      description =
          "Precision of the search: fp32, tf32 (CUDA only), fp16, bf16 (after a fifth in fp32; fast"
              + " on processors with AMX) or auto (bf16 on those, else fp32); the verdict is always"
              + " in fp32. Default: ${DEFAULT-VALUE}.")
  private Precision precision;

  /** Returns these settings with the precision of the option. */
  RuntimeSettings of(RuntimeSettings settings) {
    return settings.withPrecision(precision);
  }

  /** Sets the precision of a protector. */
  void configure(PhotoProtectorBuilder builder) {
    builder.precision(precision);
  }

  /**
   * Rejects a precision in which a search would compute nothing.
   *
   * @throws ParameterException naming what is at odds
   */
  void requireEffect(CommandSpec spec, Method method, int iterations) {
    boolean gradients = MethodAlgorithms.gradients(method) != Gradients.NONE;
    if (!gradients && precision != Precision.FP32 && precision != Precision.AUTO) {
      throw without(spec, "a search without gradients");
    }
    if (precision == Precision.BF16 && iterations < 2) {
      throw without(spec, "a search of fewer than two iterations, which is in float32");
    }
  }

  private ParameterException without(CommandSpec spec, String what) {
    return new ParameterException(
        spec.commandLine(),
        "--precision %s has no effect on %s; leave it out".formatted(precision.label(), what));
  }
}
