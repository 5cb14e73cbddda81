package io.cdmaa;

/**
 * Something that the user can put right. The message is one sentence that names what is wrong and,
 * after it, what to do about it; the command line prints it as it stands. Names in it may come from
 * files that strangers wrote, so characters that act on a terminal are written as escapes.
 */
public class CdmaaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong and the remedy, for a person
   */
  public CdmaaException(String message) {
    super(Printable.escaped(message));
  }

  /**
   * @param message what is wrong and the remedy, for a person
   * @param cause what the library below reported
   */
  public CdmaaException(String message, Throwable cause) {
    super(Printable.escaped(message), cause);
  }
}
