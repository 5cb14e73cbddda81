package io.cdmaa.image;

import java.nio.ByteOrder;
import java.util.Optional;

/** BMP: the size and, for uncompressed pixels, whether all rows are present. */
final class BmpContainer implements Container {
  private static final int OLD_HEADER = 12;
  private static final int PLAIN = 0;
  private static final int BITFIELDS = 3;

  @Override
  public Header header(byte[] file) throws MalformedFileException {
    Bytes bytes = Bytes.of(file, ByteOrder.LITTLE_ENDIAN);
    boolean old = bytes.u32(14) == OLD_HEADER;
    long width = old ? bytes.u16(18) : (int) bytes.u32(18);
    long height = old ? bytes.u16(20) : Math.abs((long) (int) bytes.u32(22));
    return new Header(width, height, Orientation.UPRIGHT, Optional.empty());
  }

  @Override
  public void checkWhole(byte[] file) throws MalformedFileException {
    Bytes bytes = Bytes.of(file, ByteOrder.LITTLE_ENDIAN);
    Header header = header(file);
    boolean old = bytes.u32(14) == OLD_HEADER;
    int bitsPerPixel = bytes.u16(old ? 24 : 28);
    long compression = old ? PLAIN : bytes.u32(30);
    long pixels = bytes.u32(10);
    long stride = (header.width() * bitsPerPixel + 31) / 32 * 4;
    if ((compression == PLAIN || compression == BITFIELDS)
        && pixels + stride * header.height() > file.length) {
      throw new MalformedFileException("ends before its pixels do");
    }
  }

  @Override
  public byte[] forCodec(byte[] file) {
    return file;
  }
}
