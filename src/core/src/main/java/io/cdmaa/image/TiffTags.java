package io.cdmaa.image;

import com.twelvemonkeys.imageio.metadata.CompoundDirectory;
import com.twelvemonkeys.imageio.metadata.Directory;
import com.twelvemonkeys.imageio.metadata.Entry;
import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFReader;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/**
 * The tags in the first directory of a TIFF structure (classic or BigTIFF), which is also the
 * format of EXIF.
 */
final class TiffTags {
  private final Directory directory;

  private TiffTags(Directory directory) {
    this.directory = directory;
  }

  /**
   * Reads the first directory.
   *
   * @throws MalformedFileException if there is none
   */
  static TiffTags first(Bytes bytes) throws MalformedFileException {
    CompoundDirectory all = read(bytes);
    if (all.directoryCount() == 0) {
      throw new MalformedFileException("ends too early");
    }
    return new TiffTags(all.getDirectory(0));
  }

  /** Returns the number of consecutive directories that can be read. */
  static int pages(Bytes bytes) throws MalformedFileException {
    return read(bytes).directoryCount();
  }

  private static CompoundDirectory read(Bytes bytes) throws MalformedFileException {
    try (MeteredInput input = new MeteredInput(bytes)) {
      return (CompoundDirectory) new TIFFReader().read(input);
    } catch (IOException | RuntimeException e) {
      throw new MalformedFileException("has a broken directory of tags", e);
    }
  }

  /**
   * Returns the orientation in EXIF data; upright if it is missing or the data are damaged, as the
   * pixels do not depend on them.
   */
  static Orientation exifOrientation(Bytes exif) {
    try {
      return first(exif).orientation();
    } catch (MalformedFileException e) {
      return Orientation.UPRIGHT;
    }
  }

  /** Returns the orientation; upright if there is none. */
  Orientation orientation() throws MalformedFileException {
    return Orientation.of(number(TIFF.TAG_ORIENTATION, 1));
  }

  /** Returns the first number of a tag, or the default if the tag is absent. */
  long number(int tag, long otherwise) throws MalformedFileException {
    long[] numbers = numbers(tag);
    return numbers.length == 0 ? otherwise : numbers[0];
  }

  /**
   * Returns the integers of a tag; none if it is absent.
   *
   * @throws MalformedFileException if it has another type or is beyond the file's end
   */
  long[] numbers(int tag) throws MalformedFileException {
    Object value = value(tag);
    if (value == null) {
      return new long[0];
    }
    if (value instanceof Number number) {
      return new long[] {number.longValue()};
    }
    if (value instanceof int[] ints) {
      return Arrays.stream(ints).asLongStream().toArray();
    }
    if (value instanceof long[] longs) {
      return longs;
    }
    throw new MalformedFileException("has a broken directory of tags");
  }

  /**
   * Returns the bytes of a tag of type BYTE or UNDEFINED; none if it is absent or of another type.
   *
   * @throws MalformedFileException if they are beyond the file's end
   */
  byte[] bytes(int tag) throws MalformedFileException {
    return value(tag) instanceof byte[] bytes ? bytes : new byte[0];
  }

  /** The library returns an exception as the value if it is beyond the file's end. */
  private Object value(int tag) throws MalformedFileException {
    Entry entry = directory.getEntryById(tag);
    Object value = entry == null ? null : entry.getValue();
    if (value instanceof EOFException) {
      throw new MalformedFileException("ends too early");
    }
    return value;
  }
}
