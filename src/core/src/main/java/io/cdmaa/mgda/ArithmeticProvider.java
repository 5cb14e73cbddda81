package io.cdmaa.mgda;

/**
 * An arithmetic that another jar brings: found by {@link java.util.ServiceLoader}, and preferred to
 * plain Java.
 */
public interface ArithmeticProvider {
  /** What messages call it. */
  String name();

  /**
   * A new one, for one attack.
   *
   * @throws LinkageError if its native libraries do not load here
   */
  GradientArithmetic create();
}
