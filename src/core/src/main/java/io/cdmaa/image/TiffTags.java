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
 * The tags of a TIFF structure's first directory (classic or BigTIFF), which is also what EXIF is.
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

  /** How many directories follow each other, as far as they can be read. */
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
   * The orientation that EXIF data ask for; upright if they do not say or are damaged, as a photo's
   * pixels do not depend on them.
   */
  static Orientation exifOrientation(Bytes exif) {
    try {
      return first(exif).orientation();
    } catch (MalformedFileException e) {
      return Orientation.UPRIGHT;
    }
  }

  /** The orientation; upright if there is none. */
  Orientation orientation() throws MalformedFileException {
    return Orientation.of(number(TIFF.TAG_ORIENTATION, 1));
  }

  /** The first number of a tag, or the default if the tag is absent. */
  long number(int tag, long otherwise) throws MalformedFileException {
    long[] numbers = numbers(tag);
    return numbers.length == 0 ? otherwise : numbers[0];
  }

  /**
   * The whole numbers of a tag; none if it is absent.
   *
   * @throws MalformedFileException if it holds something else or lies beyond the file's end
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
   * The bytes of a tag of type BYTE or UNDEFINED; none if it is absent or of another type.
   *
   * @throws MalformedFileException if they lie beyond the file's end
   */
  byte[] bytes(int tag) throws MalformedFileException {
    return value(tag) instanceof byte[] bytes ? bytes : new byte[0];
  }

  /** The library gives an exception for a value that lies beyond the end. */
  private Object value(int tag) throws MalformedFileException {
    Entry entry = directory.getEntryById(tag);
    Object value = entry == null ? null : entry.getValue();
    if (value instanceof EOFException) {
      throw new MalformedFileException("ends too early");
    }
    return value;
  }
}
