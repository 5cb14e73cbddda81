package io.cdmaa.image;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Unsigned integers in a byte range; reading beyond its end means that the file is malformed, not a
 * bug.
 */
final class Bytes {
  private final byte[] data;
  private final int start;
  private final int length;
  private final boolean bigEndian;

  private Bytes(byte[] data, int start, int length, boolean bigEndian) {
    this.data = data;
    this.start = start;
    this.length = length;
    this.bigEndian = bigEndian;
  }

  static Bytes of(byte[] data, ByteOrder order) {
    return new Bytes(data, 0, data.length, order == ByteOrder.BIG_ENDIAN);
  }

  /** Returns a part of this range, truncated at the end of this range. */
  Bytes slice(long offset, long count) {
    long from = Math.min(offset, length);
    return new Bytes(
        data, start + (int) from, (int) Math.max(0, Math.min(count, length - from)), bigEndian);
  }

  int length() {
    return length;
  }

  int u8(long offset) throws MalformedFileException {
    return data[index(offset, 1)] & 0xff;
  }

  int u16(long offset) throws MalformedFileException {
    return (int) unsigned(offset, 2);
  }

  int u24(long offset) throws MalformedFileException {
    return (int) unsigned(offset, 3);
  }

  long u32(long offset) throws MalformedFileException {
    return unsigned(offset, 4);
  }

  /** Reads eight bytes; a value beyond 2^63 - 1 is rejected. */
  long u64(long offset) throws MalformedFileException {
    long value = unsigned(offset, 8);
    if (value < 0) {
      throw new MalformedFileException("holds an impossible offset");
    }
    return value;
  }

  /**
   * Returns whether these ASCII characters (Latin-1 for magic bytes above 127) are at the offset.
   */
  boolean has(long offset, String characters) {
    byte[] expected = characters.getBytes(StandardCharsets.ISO_8859_1);
    if (offset < 0 || offset + expected.length > length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if (data[start + (int) offset + i] != expected[i]) {
        return false;
      }
    }
    return true;
  }

  byte[] copy(long offset, long count) throws MalformedFileException {
    int from = index(offset, count);
    return Arrays.copyOfRange(data, from, from + (int) count);
  }

  /** Copies a range inside this one. */
  void copyTo(long offset, byte[] target, int at, int count) throws MalformedFileException {
    System.arraycopy(data, index(offset, count), target, at, count);
  }

  /** Returns at most the given number of bytes from the start. */
  byte[] start(int most) {
    return Arrays.copyOfRange(data, start, start + Math.min(most, length));
  }

  private long unsigned(long offset, int count) throws MalformedFileException {
    int at = index(offset, count);
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 8 | (data[at + (bigEndian ? i : count - 1 - i)] & 0xff);
    }
    return value;
  }

  private int index(long offset, long count) throws MalformedFileException {
    if (offset < 0 || count < 0 || offset > length - count) {
      throw new MalformedFileException("ends too early");
    }
    return start + (int) offset;
  }
}
