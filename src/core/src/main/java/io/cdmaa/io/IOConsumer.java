package io.cdmaa.io;

import java.io.IOException;

/**
 * An operation on a value that may fail with an I/O error.
 *
 * @param <T> the type of the value
 */
@FunctionalInterface
public interface IOConsumer<T> {
  /**
   * Performs the operation.
   *
   * @throws IOException if reading or writing fails
   */
  void accept(T value) throws IOException;
}
