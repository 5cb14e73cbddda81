package io.cdmaa.image;

import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import java.nio.ByteOrder;

/** TIFF and BigTIFF: the first directory; strips and tiles must be inside the file. */
final class TiffContainer implements Container {
  private static final int CMYK = 5;

  /** A tag in the private range that no codec supports. */
  private static final int UNKNOWN_TAG = 65_111;

  @Override
  public Header header(byte[] file) throws MalformedFileException {
    TiffTags tags = tags(file);
    return new Header(
        tags.number(TIFF.TAG_IMAGE_WIDTH, 0),
        tags.number(TIFF.TAG_IMAGE_HEIGHT, 0),
        tags.orientation(),
        IccProfile.of(tags.bytes(TIFF.TAG_ICC_PROFILE)));
  }

  @Override
  public void checkWhole(byte[] file) throws MalformedFileException {
    TiffTags tags = tags(file);
    checkParts(
        tags.numbers(TIFF.TAG_STRIP_OFFSETS),
        tags.numbers(TIFF.TAG_STRIP_BYTE_COUNTS),
        file.length);
    checkParts(
        tags.numbers(TIFF.TAG_TILE_OFFSETS), tags.numbers(TIFF.TAG_TILE_BYTE_COUNTS), file.length);
  }

  private static void checkParts(long[] offsets, long[] lengths, long fileLength)
      throws MalformedFileException {
    for (int i = 0; i < offsets.length; i++) {
      long length = i < lengths.length ? lengths[i] : 0;
      if (offsets[i] > fileLength - length) {
        throw new MalformedFileException("ends before its pixels do");
      }
    }
  }

  @Override
  public byte[] forCodec(byte[] file) throws MalformedFileException {
    Bytes bytes = Bytes.of(file, file[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int tag = position(bytes, TIFF.TAG_ICC_PROFILE);
    if (tag >= 0 && tags(file).number(TIFF.TAG_PHOTOMETRIC_INTERPRETATION, 0) != CMYK) {
      boolean little = file[0] == 'I';
      file[tag + (little ? 0 : 1)] = (byte) UNKNOWN_TAG;
      file[tag + (little ? 1 : 0)] = (byte) (UNKNOWN_TAG >> 8);
    }
    return file;
  }

  /**
   * Returns the position of a tag's number in the first directory, or -1. The library
   * imageio-metadata provides the content of a tag but not its position, and rewriting the
   * directory would move everything that it points to.
   */
  static int position(Bytes bytes, int tag) throws MalformedFileException {
    boolean big = bytes.u16(2) == TIFF.BIGTIFF_MAGIC;
    long directory = big ? bytes.u64(8) : bytes.u32(4);
    long entries = big ? bytes.u64(directory) : bytes.u16(directory);
    long at = directory + (big ? 8 : 2);
    for (long i = 0; i < entries; i++, at += big ? 20 : 12) {
      if (bytes.u16(at) == tag) {
        return (int) at;
      }
    }
    return -1;
  }

  private static TiffTags tags(byte[] file) throws MalformedFileException {
    return TiffTags.first(Bytes.of(file, ByteOrder.BIG_ENDIAN));
  }
}
