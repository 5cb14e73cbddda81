package io.cdmaa.mgda;

/**
 * Provides an arithmetic from another jar: found by {@link java.util.ServiceLoader}, and preferred
 * to plain Java.
 */
public interface ArithmeticProvider {
  /** Returns its name for messages. */
  String name();

  /**
   * Creates an arithmetic for one attack.
   *
   * @throws LinkageError if its native libraries do not load
   */
  GradientArithmetic create();
}
