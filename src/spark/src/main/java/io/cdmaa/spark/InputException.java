package io.cdmaa.spark;

/** What was given to the job cannot be used; the message is a sentence for its user. */
final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InputException(String message) {
    super(message);
  }

  InputException(String message, Throwable cause) {
    super(message, cause);
  }
}
