package io.cdmaa.io;

import java.io.IOException;

/**
 * Takes a value and may fail with an I/O error.
 *
 * @param <T> what is taken
 */
@FunctionalInterface
public interface IOConsumer<T> {
  /**
   * Takes the value.
   *
   * @throws IOException if reading or writing fails
   */
  void accept(T value) throws IOException;
}
