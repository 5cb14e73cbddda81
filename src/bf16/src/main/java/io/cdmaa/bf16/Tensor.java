package io.cdmaa.bf16;

import com.sun.jna.Pointer;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * A tensor in native memory, or a part of one. Images of more than two axes have their channels
 * last in memory, whatever the order of their dimensions.
 *
 * @param storage the memory
 * @param offset the first element's position in it, in bytes
 * @param type the type of each element
 * @param dims the dimensions in ONNX's order: rows, channels, then space
 * @param strides the distance of neighbours along each axis, in elements; empty if the layout is
 *     oneDNN's own
 * @param desc oneDNN's descriptor
 */
record Tensor(
    Storage storage, long offset, Element type, long[] dims, long[] strides, Pointer desc) {

  /** Element types, with oneDNN's code and the bytes of an element. */
  enum Element {
    BF16(2, 2),
    F32(3, 4),
    U8(6, 1);

    private final int code;
    private final int bytes;

    Element(int code, int bytes) {
      this.code = code;
      this.bytes = bytes;
    }

    int code() {
      return code;
    }

    int bytes() {
      return bytes;
    }
  }

  int rank() {
    return dims.length;
  }

  long size() {
    return size(dims);
  }

  static long size(long[] dims) {
    return LongStream.of(dims).reduce(1, Math::multiplyExact);
  }

  /** Returns the bytes from the first element to the last one, both included. */
  long extent() {
    if (strides.length != dims.length || dims.length == 0) {
      return Math.max(storage.bytes(), type.bytes());
    }
    long last = 0;
    for (int i = 0; i < dims.length; i++) {
      last += (dims[i] - 1) * strides[i];
    }
    return (last + 1) * type.bytes();
  }

  /** Returns whether each element lies at the same place as in a tensor of these strides. */
  boolean hasStrides(long[] others) {
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] != 1 && strides[i] != others[i]) {
        return false;
      }
    }
    return true;
  }

  /** Returns the strides of a dense tensor with its last axis innermost. */
  static long[] rowMajor(long[] dims) {
    long[] strides = new long[dims.length];
    long step = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= dims[i];
    }
    return strides;
  }

  /** Returns the strides of a dense tensor with its second axis innermost. */
  static long[] channelsLast(long[] dims) {
    if (dims.length < 3) {
      return rowMajor(dims);
    }
    long[] strides = new long[dims.length];
    strides[1] = 1;
    long step = dims[1];
    for (int i = dims.length - 1; i >= 2; i--) {
      strides[i] = step;
      step *= dims[i];
    }
    strides[0] = step;
    return strides;
  }

  @Override
  public String toString() {
    return type + Arrays.toString(dims);
  }
}
