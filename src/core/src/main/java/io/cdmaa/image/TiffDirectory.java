package io.cdmaa.image;

import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * The first directory of a TIFF structure (classic or BigTIFF), which is also what EXIF is. Only
 * numbers and raw bytes are looked up, on demand.
 */
final class TiffDirectory {
  static final int IMAGE_WIDTH = 256;
  static final int IMAGE_LENGTH = 257;
  static final int PHOTOMETRIC = 262;
  static final int STRIP_OFFSETS = 273;
  static final int ORIENTATION = 274;
  static final int STRIP_BYTE_COUNTS = 279;
  static final int TILE_OFFSETS = 324;
  static final int TILE_BYTE_COUNTS = 325;
  static final int ICC_PROFILE = 34675;

  private static final int MAX_ENTRIES = 4096;

  private final Bytes bytes;
  private final Map<Integer, Entry> entries;

  private TiffDirectory(Bytes bytes, Map<Integer, Entry> entries) {
    this.bytes = bytes;
    this.entries = entries;
  }

  /** Where an entry stands, the type and number of its values, and where these begin. */
  private record Entry(long position, int type, long count, long values) {}

  static TiffDirectory first(Bytes data) throws MalformedFileException {
    Bytes bytes = data.order(data.has(0, "II") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    boolean big = bytes.u16(2) == 43;
    long directory = big ? bytes.u64(8) : bytes.u32(4);
    long count = big ? bytes.u64(directory) : bytes.u16(directory);
    if (count > MAX_ENTRIES) {
      throw new MalformedFileException("has a directory of " + count + " entries");
    }
    long position = directory + (big ? 8 : 2);
    Map<Integer, Entry> entries = new HashMap<>();
    for (int i = 0; i < count; i++, position += big ? 20 : 12) {
      int type = bytes.u16(position + 2);
      long values = big ? bytes.u64(position + 4) : bytes.u32(position + 4);
      long inline = position + (big ? 12 : 8);
      boolean fits = values <= (big ? 8 : 4) / sizeOf(type);
      long start = fits ? inline : big ? bytes.u64(inline) : bytes.u32(inline);
      entries.putIfAbsent(bytes.u16(position), new Entry(position, type, values, start));
    }
    return new TiffDirectory(bytes, entries);
  }

  /** How many directories follow each other, up to a bound. */
  static int pages(Bytes data) throws MalformedFileException {
    Bytes bytes = data.order(data.has(0, "II") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    boolean big = bytes.u16(2) == 43;
    long directory = big ? bytes.u64(8) : bytes.u32(4);
    int pages = 0;
    while (directory > 0 && pages < MAX_ENTRIES) {
      pages++;
      long count = big ? bytes.u64(directory) : bytes.u16(directory);
      if (count > MAX_ENTRIES) {
        throw new MalformedFileException("has a directory of " + count + " entries");
      }
      long next = directory + (big ? 8 + 20 * count : 2 + 12 * count);
      directory = big ? bytes.u64(next) : bytes.u32(next);
    }
    return pages;
  }

  /** How many values a tag has; 0 if it is absent. */
  long count(int tag) {
    Entry entry = entries.get(tag);
    return entry == null ? 0 : entry.count();
  }

  /** One unsigned value of a tag, or the default if the tag or the value is absent. */
  long number(int tag, long index, long otherwise) throws MalformedFileException {
    Entry entry = entries.get(tag);
    if (entry == null || index >= entry.count()) {
      return otherwise;
    }
    long at = entry.values() + index * sizeOf(entry.type());
    return switch (sizeOf(entry.type())) {
      case 1 -> bytes.u8(at);
      case 2 -> bytes.u16(at);
      case 4 -> bytes.u32(at);
      default -> bytes.u64(at);
    };
  }

  /** The raw bytes of a tag of type BYTE or UNDEFINED; empty if it is absent. */
  byte[] raw(int tag) throws MalformedFileException {
    Entry entry = entries.get(tag);
    return entry == null ? new byte[0] : bytes.copy(entry.values(), entry.count());
  }

  /** Where the tag's own number stands, or -1 if it is absent. */
  long position(int tag) {
    Entry entry = entries.get(tag);
    return entry == null ? -1 : entry.position();
  }

  private static int sizeOf(int type) {
    return switch (type) {
      case 3, 8 -> 2;
      case 4, 9, 11, 13 -> 4;
      case 5, 10, 12, 16, 17, 18 -> 8;
      default -> 1;
    };
  }

  /**
   * The orientation that EXIF data asks for; upright if they do not say or are damaged, as a
   * photo's pixels do not depend on them.
   */
  static Orientation exifOrientation(Bytes exif) {
    try {
      if (!exif.has(0, "II") && !exif.has(0, "MM")) {
        return Orientation.UPRIGHT;
      }
      return Orientation.of(first(exif).number(ORIENTATION, 0, 1));
    } catch (MalformedFileException e) {
      return Orientation.UPRIGHT;
    }
  }
}
