package io.cdmaa;

import java.nio.file.Path;
import java.util.Optional;

/**
 * An error that the user can fix. The message is one sentence that names the cause and then the
 * remedy; the {@linkplain #reason reason} is its machine-readable form. Names in the message may
 * come from untrusted files, so characters that a terminal would interpret are escaped.
 */
public class CdmaaException extends RuntimeException {
  private static final long serialVersionUID = 2L;

  private final ErrorReason reason;
  private final transient Path file;

  /**
   * @param reason the kind of error
   * @param message the cause and the remedy, human-readable
   */
  public CdmaaException(ErrorReason reason, String message) {
    this(reason, message, null);
  }

  /**
   * @param reason the kind of error
   * @param message the cause and the remedy, human-readable
   * @param cause the underlying exception
   */
  public CdmaaException(ErrorReason reason, String message, Throwable cause) {
    this(reason, null, message, cause);
  }

  /**
   * @param reason the kind of error
   * @param file the file at fault; the message names it
   * @param message the cause and the remedy, human-readable
   */
  public CdmaaException(ErrorReason reason, Path file, String message) {
    this(reason, file, message, null);
  }

  /**
   * @param reason the kind of error
   * @param file the file at fault; the message names it
   * @param message the cause and the remedy, human-readable
   * @param cause the underlying exception
   */
  public CdmaaException(ErrorReason reason, Path file, String message, Throwable cause) {
    super(Printable.escaped(message), cause);
    this.reason = reason;
    this.file = file;
  }

  /** Returns the kind of error. */
  public ErrorReason reason() {
    return reason;
  }

  /**
   * Returns the file at fault, if the message names one. Empty after deserialisation, because a
   * path is only valid on its own machine.
   */
  public Optional<Path> file() {
    return Optional.ofNullable(file);
  }
}
