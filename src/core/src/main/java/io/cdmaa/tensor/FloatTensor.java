package io.cdmaa.tensor;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * A dense row-major float32 tensor in a direct buffer that Java owns.
 *
 * <p>The buffer has native byte order, because ONNX Runtime would accept a big-endian one without a
 * check. It lives as long as this object or any view of it is reachable, so no view can dangle.
 */
public final class FloatTensor {
  /**
   * Each tensor begins at a multiple of this many bytes, a cache line. OpenBLAS adds up the values
   * before such a border on their own, so that the last digit of a sum depends on where they lie.
   */
  private static final int ALIGNMENT = 64;

  private final FloatBuffer buffer;
  private final long[] shape;

  private FloatTensor(FloatBuffer buffer, long[] shape) {
    this.buffer = buffer;
    this.shape = shape;
  }

  /**
   * Returns a tensor of zeros.
   *
   * @param shape dimensions, each at least 0; none for a scalar
   * @throws CdmaaException if it would need more than 2 GiB
   */
  public static FloatTensor zeros(long... shape) {
    long bytes = Math.multiplyExact(4, elementCount(shape));
    if (bytes > Integer.MAX_VALUE - 2L * ALIGNMENT) {
      throw new CdmaaException(
          ErrorReason.MEMORY,
          "A tensor of shape "
              + Arrays.toString(shape)
              + " needs "
              + (bytes >> 20)
              + " MiB, more than the 2047 MiB that one buffer holds; use a smaller crop or fewer"
              + " generators at a time");
    }
    FloatBuffer buffer = aligned((int) bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
    return new FloatTensor(buffer, shape.clone());
  }

  private static ByteBuffer aligned(int bytes) {
    int lines = (bytes + ALIGNMENT - 1) / ALIGNMENT + 1;
    return ByteBuffer.allocateDirect(lines * ALIGNMENT).alignedSlice(ALIGNMENT).slice(0, bytes);
  }

  /**
   * Returns a tensor with a copy of the given values.
   *
   * @param values row-major values
   * @param shape dimensions whose product is the number of values
   */
  public static FloatTensor of(float[] values, long... shape) {
    FloatTensor tensor = zeros(shape);
    if (tensor.size() != values.length) {
      throw new IllegalArgumentException(
          values.length + " values do not fill the shape " + Arrays.toString(shape));
    }
    tensor.buffer.put(0, values);
    return tensor;
  }

  /**
   * Returns the number of elements of a shape; throws if it overflows a long or a dimension is
   * negative.
   */
  public static long elementCount(long... shape) {
    long count = 1;
    for (long dimension : shape) {
      if (dimension < 0) {
        throw new IllegalArgumentException("negative dimension in " + Arrays.toString(shape));
      }
      count = Math.multiplyExact(count, dimension);
    }
    return count;
  }

  /** Returns a copy of the dimensions. */
  public long[] shape() {
    return shape.clone();
  }

  /** Returns the number of elements. */
  public int size() {
    return buffer.capacity();
  }

  /** Returns the element at a row-major index. */
  public float get(int index) {
    return buffer.get(index);
  }

  /** Sets the element at a row-major index. */
  public void set(int index, float value) {
    buffer.put(index, value);
  }

  /**
   * Returns the memory itself, with an independent cursor: writes through it change this tensor.
   */
  public FloatBuffer buffer() {
    return buffer.duplicate();
  }

  /** Returns the values as a new row-major array. */
  public float[] toArray() {
    float[] values = new float[size()];
    buffer.get(0, values);
    return values;
  }

  /** Returns a deep copy. */
  public FloatTensor copy() {
    FloatTensor copy = zeros(shape);
    copy.buffer.put(0, buffer, 0, size());
    return copy;
  }

  /** Overwrites all elements with those of a tensor of the same size. */
  public void copyFrom(FloatTensor source) {
    if (source.size() != size()) {
      throw new IllegalArgumentException(
          "cannot copy " + source.size() + " elements into " + size());
    }
    buffer.put(0, source.buffer, 0, size());
  }

  /**
   * Adds another tensor's elements to this one's.
   *
   * @param other as many elements
   */
  public void add(FloatTensor other) {
    for (int i = 0; i < size(); i++) {
      set(i, get(i) + other.get(i));
    }
  }

  /**
   * Returns the sum of the products with another tensor's elements, in order and accumulated in
   * double.
   *
   * @param other as many elements
   */
  public double dot(FloatTensor other) {
    double sum = 0;
    for (int i = 0; i < size(); i++) {
      sum += (double) get(i) * other.get(i);
    }
    return sum;
  }

  /** Returns a view of the same memory with another shape of equal size. */
  public FloatTensor reshaped(long... newShape) {
    if (elementCount(newShape) != size()) {
      throw new IllegalArgumentException(
          "cannot view "
              + Arrays.toString(shape)
              + " as "
              + Arrays.toString(newShape)
              + ": sizes differ");
    }
    return new FloatTensor(buffer, newShape.clone());
  }

  /**
   * Returns a view of consecutive entries along the first dimension; it shares this tensor's
   * memory.
   *
   * @param from first index
   * @param count number of entries
   * @return a tensor of shape [count, rest...]
   * @throws IndexOutOfBoundsException if there are no such entries
   */
  public FloatTensor rows(int from, int count) {
    if (shape.length == 0) {
      throw new IllegalArgumentException("a scalar has no rows");
    }
    Objects.checkFromIndexSize(from, count, Math.toIntExact(shape[0]));
    int stride = size() / Math.max(1, (int) shape[0]);
    long[] viewShape = shape.clone();
    viewShape[0] = count;
    return new FloatTensor(buffer.slice(from * stride, count * stride), viewShape);
  }

  /** One row without the leading axis, as a view: of [N, C, H, W] one [C, H, W]. */
  public FloatTensor row(int index) {
    return rows(index, 1).reshaped(Arrays.copyOfRange(shape, 1, shape.length));
  }

  @Override
  public String toString() {
    return "FloatTensor" + Arrays.toString(shape);
  }
}
