package io.cdmaa.cli;

import io.cdmaa.mgda.Arithmetic;
import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.runtime.SessionFactory;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** What gradients are combined with. */
final class ArithmeticOption {
  @Option(
      names = "--arithmetic",
      paramLabel = "HOW",
      description =
          "What gradients are combined with: nd4j, plain (Java), vector (Java's Vector API, Java 22"
              + " or newer) or fastest (each operation by the fastest of them, measured at the"
              + " start). Default: nd4j on the CPU, fastest on CUDA.")
  private Arithmetic arithmetic;

  /** The choice, or else the usual one for where the sessions run. */
  Arithmetic choice(SessionFactory sessions) {
    return arithmetic == null ? Arithmetic.usual(sessions.usesCuda()) : arithmetic;
  }

  /** Makes the chosen arithmetic, one per attack. */
  Supplier<GradientArithmetic> supplier(SessionFactory sessions) {
    return choice(sessions).supplier();
  }
}
