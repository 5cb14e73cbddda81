package io.cdmaa.onnx;

import ai.onnxruntime.platform.Fp16Conversions;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * An immutable constant tensor: element type, dimensions and little-endian row-major bytes, as in
 * ONNX's {@code raw_data}.
 */
public final class TensorData {
  private static final int HASHED_BYTES = 64;

  private final TensorType type;
  private final ByteString raw;

  /**
   * @param type a static type
   * @param raw little-endian row-major elements, {@code type.size()} of them
   */
  public TensorData(TensorType type, ByteString raw) {
    if (raw.size() != Math.multiplyExact(type.size(), (long) type.elementType().bytes())) {
      throw new IllegalArgumentException(raw.size() + " bytes do not fill a " + type);
    }
    this.type = type;
    this.raw = raw;
  }

  /** Returns a float32 tensor. */
  public static TensorData ofFloats(float[] values, long... dims) {
    ByteBuffer bytes = littleEndian(values.length * 4L);
    bytes.asFloatBuffer().put(values);
    return new TensorData(TensorType.floats(dims), UnsafeByteOperations.unsafeWrap(bytes));
  }

  /** Returns a float32 tensor rounded from doubles. */
  public static TensorData ofDoubles(double[] values, long... dims) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return ofFloats(floats, dims);
  }

  /**
   * Returns a float16 tensor with each element rounded to nearest; values out of range become
   * infinite.
   */
  public static TensorData ofHalves(float[] values, long... dims) {
    ByteBuffer bytes = littleEndian(values.length * 2L);
    for (float value : values) {
      bytes.putShort(Fp16Conversions.floatToFp16(value));
    }
    return new TensorData(
        new TensorType(ElementType.FLOAT16, dims), UnsafeByteOperations.unsafeWrap(bytes.flip()));
  }

  /** Returns an int64 tensor. */
  public static TensorData ofLongs(long[] values, long... dims) {
    ByteBuffer bytes = littleEndian(values.length * 8L);
    bytes.asLongBuffer().put(values);
    return new TensorData(
        new TensorType(ElementType.INT64, dims), UnsafeByteOperations.unsafeWrap(bytes));
  }

  /** Returns an int64 vector, the usual form of axes, shapes and pads. */
  public static TensorData vector(long... values) {
    return ofLongs(values, values.length);
  }

  /** Returns a float32 scalar. */
  public static TensorData scalar(double value) {
    return ofFloats(new float[] {(float) value});
  }

  private static ByteBuffer littleEndian(long bytes) {
    return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns element type and dimensions. */
  public TensorType type() {
    return type;
  }

  /** Returns a copy of the dimensions. */
  public long[] dims() {
    return type.dims();
  }

  /** Returns the number of elements. */
  public int size() {
    return Math.toIntExact(type.size());
  }

  /** Returns the little-endian bytes. */
  public ByteString raw() {
    return raw;
  }

  private ByteBuffer buffer() {
    return raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns the elements of a float or integer tensor as doubles. */
  public double[] doubles() {
    ByteBuffer b = buffer();
    double[] values = new double[size()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (type.elementType()) {
            case FLOAT -> b.getFloat();
            case DOUBLE -> b.getDouble();
            case FLOAT16 -> Float16.toFloat(b.getShort());
            case BFLOAT16 -> Float.intBitsToFloat(b.getShort() << 16);
            case INT64, UINT64 -> b.getLong();
            case INT32 -> b.getInt();
            case UINT32 -> Integer.toUnsignedLong(b.getInt());
            case INT16 -> b.getShort();
            case UINT16 -> Short.toUnsignedInt(b.getShort());
            case INT8 -> b.get();
            case UINT8, BOOL -> Byte.toUnsignedInt(b.get());
            case STRING -> throw new IllegalStateException("a string tensor has no numbers");
          };
    }
    return values;
  }

  /** Returns the elements as float32, converted if the tensor has another type. */
  public float[] floats() {
    float[] values = new float[size()];
    if (type.elementType() == ElementType.FLOAT) {
      buffer().asFloatBuffer().get(values);
      return values;
    }
    double[] doubles = doubles();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) doubles[i];
    }
    return values;
  }

  /** Returns the elements of an integer tensor. */
  public long[] longs() {
    if (type.elementType() == ElementType.INT64) {
      long[] values = new long[size()];
      buffer().asLongBuffer().get(values);
      return values;
    }
    return Arrays.stream(doubles()).mapToLong(d -> (long) d).toArray();
  }

  /** Returns the same elements with other dimensions. */
  public TensorData reshaped(long... dims) {
    return new TensorData(new TensorType(type.elementType(), dims), raw);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorData that && type.equals(that.type) && raw.equals(that.raw);
  }

  /** Covers the type and the first elements only: weights are megabytes and rarely begin alike. */
  @Override
  public int hashCode() {
    return type.hashCode() * 31 + raw.substring(0, Math.min(raw.size(), HASHED_BYTES)).hashCode();
  }

  @Override
  public String toString() {
    return type.toString();
  }
}
