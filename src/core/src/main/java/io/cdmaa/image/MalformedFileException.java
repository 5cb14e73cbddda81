package io.cdmaa.image;

import java.io.IOException;

/** A photo's bytes violate their format. The message is a clause without a subject. */
final class MalformedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedFileException(String message) {
    super(message);
  }

  MalformedFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
