package io.cdmaa.image;

import java.nio.ByteOrder;

/** TIFF and BigTIFF: the first directory; strips and tiles must lie inside the file. */
final class TiffContainer implements Container {
  private static final int CMYK = 5;

  /** A tag from the private range that no codec knows. */
  private static final int UNKNOWN_TAG = 65_111;

  @Override
  public Header header(byte[] file) throws MalformedFileException {
    TiffDirectory directory = directory(file);
    return new Header(
        directory.number(TiffDirectory.IMAGE_WIDTH, 0, 0),
        directory.number(TiffDirectory.IMAGE_LENGTH, 0, 0),
        Orientation.of(directory.number(TiffDirectory.ORIENTATION, 0, 1)),
        IccProfile.of(directory.raw(TiffDirectory.ICC_PROFILE)));
  }

  @Override
  public void checkWhole(byte[] file) throws MalformedFileException {
    TiffDirectory directory = directory(file);
    checkParts(
        directory, TiffDirectory.STRIP_OFFSETS, TiffDirectory.STRIP_BYTE_COUNTS, file.length);
    checkParts(directory, TiffDirectory.TILE_OFFSETS, TiffDirectory.TILE_BYTE_COUNTS, file.length);
  }

  private static void checkParts(
      TiffDirectory directory, int offsets, int byteCounts, long fileLength)
      throws MalformedFileException {
    for (long i = 0; i < directory.count(offsets); i++) {
      long offset = directory.number(offsets, i, 0);
      long length = directory.number(byteCounts, i, 0);
      if (offset > fileLength - length) {
        throw new MalformedFileException("ends before its pixels do");
      }
    }
  }

  @Override
  public byte[] forCodec(byte[] file) throws MalformedFileException {
    TiffDirectory directory = directory(file);
    long tag = directory.position(TiffDirectory.ICC_PROFILE);
    if (tag >= 0 && directory.number(TiffDirectory.PHOTOMETRIC, 0, 0) != CMYK) {
      boolean little = file[0] == 'I';
      file[(int) tag + (little ? 0 : 1)] = (byte) UNKNOWN_TAG;
      file[(int) tag + (little ? 1 : 0)] = (byte) (UNKNOWN_TAG >> 8);
    }
    return file;
  }

  private static TiffDirectory directory(byte[] file) throws MalformedFileException {
    return TiffDirectory.first(Bytes.of(file, ByteOrder.BIG_ENDIAN));
  }
}
