package io.cdmaa.onnx;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.nio.file.Path;

/** A fault of a model whose file is not known where it is found, and is added further up. */
public final class ModelException extends CdmaaException {
  private static final long serialVersionUID = 1L;

  private final String clause;

  /**
   * @param clause what is wrong and the remedy, to follow the name of the model: "uses opset 5;
   *     export it again"
   */
  public ModelException(String clause) {
    this(ErrorReason.MODEL, clause);
  }

  /**
   * @param reason the kind of fault
   * @param clause what is wrong and the remedy, to follow the name of the model
   */
  public ModelException(ErrorReason reason, String clause) {
    super(reason, "The model " + clause);
    this.clause = clause;
  }

  /** The same fault with the model's file named. */
  CdmaaException of(Path file) {
    return new CdmaaException(reason(), file, "The model " + file + " " + clause, this);
  }
}
