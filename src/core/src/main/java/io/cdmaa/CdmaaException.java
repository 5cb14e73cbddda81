package io.cdmaa;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Something that the user can put right. The message is one sentence that names what is wrong and,
 * after it, what to do about it; the {@linkplain #reason reason} is for programs. Names in the
 * message may come from files that strangers wrote, so characters that act on a terminal are
 * written as escapes.
 */
public class CdmaaException extends RuntimeException {
  private static final long serialVersionUID = 2L;

  private final ErrorReason reason;
  private final transient Path file;

  /**
   * @param reason the kind of fault
   * @param message what is wrong and the remedy, for a person
   */
  public CdmaaException(ErrorReason reason, String message) {
    this(reason, message, null);
  }

  /**
   * @param reason the kind of fault
   * @param message what is wrong and the remedy, for a person
   * @param cause what the library below reported
   */
  public CdmaaException(ErrorReason reason, String message, Throwable cause) {
    this(reason, null, message, cause);
  }

  /**
   * @param reason the kind of fault
   * @param file the file that is at fault; the message names it
   * @param message what is wrong and the remedy, for a person
   */
  public CdmaaException(ErrorReason reason, Path file, String message) {
    this(reason, file, message, null);
  }

  /**
   * @param reason the kind of fault
   * @param file the file that is at fault; the message names it
   * @param message what is wrong and the remedy, for a person
   * @param cause what the library below reported
   */
  public CdmaaException(ErrorReason reason, Path file, String message, Throwable cause) {
    super(Printable.escaped(message), cause);
    this.reason = reason;
    this.file = file;
  }

  /** The kind of fault. */
  public ErrorReason reason() {
    return reason;
  }

  /**
   * The file at fault, if the message names it; empty after the exception was serialised, as paths
   * belong to one machine.
   */
  public Optional<Path> file() {
    return Optional.ofNullable(file);
  }
}
