package io.cdmaa.onnx;

import java.util.Arrays;
import java.util.Objects;

/**
 * Element type and dimensions of a value.
 *
 * @param elementType the type of each element
 * @param dims dimensions; {@link #UNKNOWN} if the file leaves one open
 */
public record TensorType(ElementType elementType, long... dims) {
  /** A dimension that is not fixed. */
  public static final long UNKNOWN = -1;

  /** Copies the dimensions. */
  public TensorType {
    dims = dims.clone();
  }

  /** Returns a float32 type. */
  public static TensorType floats(long... dims) {
    return new TensorType(ElementType.FLOAT, dims);
  }

  @Override
  public long[] dims() {
    return dims.clone();
  }

  /** Returns the number of dimensions. */
  public int rank() {
    return dims.length;
  }

  /** Returns one dimension; negative indices count from the end. */
  public long dim(int axis) {
    return dims[Axes.fromFront(axis, dims.length)];
  }

  /** Returns whether every dimension is fixed. */
  public boolean isStatic() {
    return Arrays.stream(dims).allMatch(d -> d >= 0);
  }

  /** Returns the number of elements of a static type. */
  public long size() {
    return Arrays.stream(dims).reduce(1, Math::multiplyExact);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorType that
        && elementType == that.elementType
        && Arrays.equals(dims, that.dims);
  }

  @Override
  public int hashCode() {
    return Objects.hash(elementType, Arrays.hashCode(dims));
  }

  @Override
  public String toString() {
    return elementType.name().toLowerCase(java.util.Locale.ROOT) + Arrays.toString(dims);
  }
}
