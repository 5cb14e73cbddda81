package io.cdmaa.benchmarks;

import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.mgda.Nd4jArithmetic;
import io.cdmaa.mgda.PlainArithmetic;

/** The arithmetics by the names that benchmark parameters use. */
final class Arithmetics {
  private Arithmetics() {}

  /**
   * One of {@code nd4j}, {@code plain} and {@code vector}; the last is there only where the
   * launcher found a Java that has the Vector API over native memory (22 or newer).
   */
  static GradientArithmetic named(String name) throws ReflectiveOperationException {
    return switch (name) {
      case "nd4j" -> new Nd4jArithmetic();
      case "plain" -> new PlainArithmetic();
      default ->
          (GradientArithmetic)
              Class.forName("io.cdmaa.benchmarks.VectorArithmetic")
                  .getDeclaredConstructor()
                  .newInstance();
    };
  }
}
