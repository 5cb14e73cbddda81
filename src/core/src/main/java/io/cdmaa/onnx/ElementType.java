package io.cdmaa.onnx;

import io.cdmaa.CdmaaException;
import java.util.Arrays;

/**
 * The element types of ONNX tensors (onnx-ml.proto, TensorProto.DataType) that a graph may have.
 */
public enum ElementType {
  FLOAT(1, 4),
  UINT8(2, 1),
  INT8(3, 1),
  UINT16(4, 2),
  INT16(5, 2),
  INT32(6, 4),
  INT64(7, 8),
  STRING(8, 0),
  BOOL(9, 1),
  FLOAT16(10, 2),
  DOUBLE(11, 8),
  UINT32(12, 4),
  UINT64(13, 8),
  BFLOAT16(16, 2);

  private final int code;
  private final int bytes;

  ElementType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /** Returns the code of this type in ONNX files. */
  public int code() {
    return code;
  }

  /** Returns the bytes of one element in raw data; 0 for strings. */
  public int bytes() {
    return bytes;
  }

  /**
   * Returns whether values of this type are floating-point numbers, for which a gradient can exist.
   */
  public boolean isFloatingPoint() {
    return this == FLOAT || this == DOUBLE || this == FLOAT16 || this == BFLOAT16;
  }

  /**
   * Returns the type of an ONNX code.
   *
   * @throws CdmaaException if the project does not support the type, or ONNX does not define it
   */
  public static ElementType of(int code) {
    return Arrays.stream(values())
        .filter(type -> type.code == code)
        .findFirst()
        .orElseThrow(
            () ->
                new ModelException(
                    "holds a tensor of element type "
                        + code
                        + ", which is not supported; export the model in float32"));
  }
}
