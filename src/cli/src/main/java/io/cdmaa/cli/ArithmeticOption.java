package io.cdmaa.cli;

import io.cdmaa.PhotoProtectorBuilder;
import io.cdmaa.mgda.Arithmetic;
import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.runtime.SessionFactory;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The option for the arithmetic that aggregates gradients. */
final class ArithmeticOption {
  @Option(
      names = "--arithmetic",
      paramLabel = "HOW",
      description =
          "Arithmetic that aggregates gradients: nd4j, plain (Java), vector (Java's Vector API,"
              + " Java 22 or newer) or fastest (the fastest of them for each operation, measured at"
              + " the start). Default: nd4j on the CPU, fastest on CUDA.")
  private Arithmetic arithmetic;

  /** Returns the chosen arithmetic, or the default for the device of the sessions. */
  Arithmetic choice(SessionFactory sessions) {
    return arithmetic == null ? Arithmetic.usual(sessions.usesCuda()) : arithmetic;
  }

  /** Returns a supplier of the chosen arithmetic; each attack needs its own. */
  Supplier<GradientArithmetic> supplier(SessionFactory sessions) {
    return choice(sessions).supplier();
  }

  /** Sets the arithmetic of a protector. */
  void configure(PhotoProtectorBuilder builder) {
    if (arithmetic != null) {
      builder.arithmetic(arithmetic.label());
    }
  }
}
