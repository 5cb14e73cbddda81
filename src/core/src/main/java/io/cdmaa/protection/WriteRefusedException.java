package io.cdmaa.protection;

import io.cdmaa.CdmaaException;

/** A file that must not be written, with the reason. */
public final class WriteRefusedException extends CdmaaException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** The same command reads it. */
    INPUT,
    /** The same command writes something else there. */
    TWICE,
    /** It was there before, and was not written by {@code cdmaa}, or was changed since. */
    FOREIGN,
    /** Its name promises other contents. */
    NAME,
    /** It is a folder, a device or a pipe. */
    NO_FILE
  }

  private final Reason reason;

  WriteRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
