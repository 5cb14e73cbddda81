package io.cdmaa.image;

import java.nio.ByteOrder;
import java.util.Optional;

/** WebP: a RIFF file of chunks, simple (VP8, VP8L) or extended (VP8X). */
final class WebpContainer implements Container {
  private static final int FIRST_CHUNK = 12;
  private static final int HAS_ICC_PROFILE = 0x20;

  @Override
  public Header header(byte[] file) throws MalformedFileException {
    Bytes bytes = Bytes.of(file, ByteOrder.LITTLE_ENDIAN);
    Orientation orientation = Orientation.UPRIGHT;
    Optional<IccProfile> profile = Optional.empty();
    for (long at = FIRST_CHUNK; at + 8 <= bytes.length(); at = next(bytes, at)) {
      Bytes content = bytes.slice(at + 8, bytes.u32(at + 4));
      if (bytes.has(at, "EXIF")) {
        // Some writers put the marker of a JPEG segment before the EXIF data.
        orientation =
            TiffDirectory.exifOrientation(
                content.has(0, "Exif\0\0") ? content.slice(6, content.length()) : content);
      } else if (bytes.has(at, "ICCP")) {
        profile = IccProfile.of(content.copy(0, content.length()));
      }
    }
    if (bytes.has(FIRST_CHUNK, "VP8X")) {
      return new Header(bytes.u24(24) + 1L, bytes.u24(27) + 1L, orientation, profile);
    }
    if (bytes.has(FIRST_CHUNK, "VP8L")) {
      long bits = bytes.u32(21);
      return new Header((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1, orientation, profile);
    }
    return new Header(bytes.u16(26) & 0x3fff, bytes.u16(28) & 0x3fff, orientation, profile);
  }

  @Override
  public void checkWhole(byte[] file) throws MalformedFileException {
    if (Bytes.of(file, ByteOrder.LITTLE_ENDIAN).u32(4) + 8 > file.length) {
      throw new MalformedFileException("ends before its pixels do");
    }
  }

  @Override
  public byte[] forCodec(byte[] file) throws MalformedFileException {
    Bytes bytes = Bytes.of(file, ByteOrder.LITTLE_ENDIAN);
    if (bytes.has(FIRST_CHUNK, "VP8X")) {
      file[20] &= ~HAS_ICC_PROFILE;
    }
    return file;
  }

  private static long next(Bytes bytes, long chunk) throws MalformedFileException {
    long length = bytes.u32(chunk + 4);
    return chunk + 8 + length + (length & 1);
  }
}
