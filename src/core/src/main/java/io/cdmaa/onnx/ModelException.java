package io.cdmaa.onnx;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.nio.file.Path;

/**
 * A fault of a model that is detected where the file is not known; the file is added by the caller.
 */
public final class ModelException extends CdmaaException {
  private static final long serialVersionUID = 1L;

  private final String clause;

  /**
   * Creates a fault with the reason {@link ErrorReason#MODEL}.
   *
   * @param clause the fault and the remedy, to follow the name of the model: "uses opset 5; export
   *     it again"
   */
  public ModelException(String clause) {
    this(ErrorReason.MODEL, clause);
  }

  /**
   * Creates a fault with a reason.
   *
   * @param reason the kind of fault
   * @param clause the fault and the remedy, to follow the name of the model
   */
  public ModelException(ErrorReason reason, String clause) {
    super(reason, "The model " + clause);
    this.clause = clause;
  }

  /** Returns the same fault with the model's file named. */
  CdmaaException of(Path file) {
    return new CdmaaException(reason(), file, "The model " + file + " " + clause, this);
  }
}
