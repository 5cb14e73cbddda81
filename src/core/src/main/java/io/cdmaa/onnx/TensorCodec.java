package io.cdmaa.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.onnx.proto.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntConsumer;

/** Converts between ONNX's TensorProto, in its raw and its typed forms, and {@link TensorData}. */
public final class TensorCodec {
  private TensorCodec() {}

  /**
   * Returns the content of an embedded tensor.
   *
   * @throws io.cdmaa.CdmaaException if sizes and content disagree or the data are outside the file
   */
  public static TensorData decode(TensorProto tensor) {
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      throw GraphCodec.damaged(
          "the tensor '" + tensor.getName() + "' still refers to an external file");
    }
    TensorType type = type(tensor);
    long bytes = byteCount(tensor, type);
    if (!tensor.getRawData().isEmpty() || bytes == 0) {
      if (tensor.getRawData().size() != bytes) {
        throw GraphCodec.damaged(
            "the tensor '"
                + tensor.getName()
                + "' of type "
                + type
                + " holds "
                + tensor.getRawData().size()
                + " bytes instead of "
                + bytes);
      }
      return new TensorData(type, tensor.getRawData());
    }
    return new TensorData(type, typedFields(tensor, type, bytes));
  }

  static TensorType type(TensorProto tensor) {
    long[] dims = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
    for (long dim : dims) {
      if (dim < 0) {
        throw GraphCodec.damaged("the tensor '" + tensor.getName() + "' has a negative dimension");
      }
    }
    ElementType element = ElementType.of(tensor.getDataType());
    if (element == ElementType.STRING) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          "Its tensor '"
              + tensor.getName()
              + "' holds strings, which no image generator needs; export the generator alone");
    }
    return new TensorType(element, dims);
  }

  static long byteCount(TensorProto tensor, TensorType type) {
    try {
      long bytes = Math.multiplyExact(type.size(), (long) type.elementType().bytes());
      return Math.toIntExact(bytes);
    } catch (ArithmeticException e) {
      throw GraphCodec.damaged("the tensor '" + tensor.getName() + "' is larger than 2 GiB");
    }
  }

  private static ByteString typedFields(TensorProto tensor, TensorType type, long bytes) {
    int count =
        switch (type.elementType()) {
          case FLOAT -> tensor.getFloatDataCount();
          case DOUBLE -> tensor.getDoubleDataCount();
          case INT64 -> tensor.getInt64DataCount();
          case UINT32, UINT64 -> tensor.getUint64DataCount();
          case STRING -> 0;
          default -> tensor.getInt32DataCount();
        };
    if (count != type.size()) {
      throw GraphCodec.damaged(
          "the tensor '"
              + tensor.getName()
              + "' of type "
              + type
              + " holds "
              + count
              + " elements");
    }
    ByteBuffer out = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    IntConsumer put =
        switch (type.elementType()) {
          case FLOAT -> i -> out.putFloat(tensor.getFloatData(i));
          case DOUBLE -> i -> out.putDouble(tensor.getDoubleData(i));
          case INT64 -> i -> out.putLong(tensor.getInt64Data(i));
          case UINT64 -> i -> out.putLong(tensor.getUint64Data(i));
          case UINT32 -> i -> out.putInt((int) tensor.getUint64Data(i));
          case INT32 -> i -> out.putInt(tensor.getInt32Data(i));
          case INT16, UINT16, FLOAT16, BFLOAT16 ->
              i -> out.putShort((short) tensor.getInt32Data(i));
          case INT8, UINT8, BOOL -> i -> out.put((byte) tensor.getInt32Data(i));
          case STRING -> throw new IllegalStateException("strings have no bytes");
        };
    for (int i = 0; i < count; i++) {
      put.accept(i);
    }
    return UnsafeByteOperations.unsafeWrap(out.flip());
  }

  /** Returns the protobuf form with raw data. */
  public static TensorProto encode(String name, TensorData data) {
    TensorProto.Builder proto =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(data.type().elementType().code())
            .setRawData(data.raw());
    for (long dim : data.dims()) {
      proto.addDims(dim);
    }
    return proto.build();
  }
}
