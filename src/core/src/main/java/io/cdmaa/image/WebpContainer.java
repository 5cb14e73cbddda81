package io.cdmaa.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * WebP: a RIFF file of chunks, simple (VP8, VP8L) or extended (VP8X). For an animation the first
 * frame is read, which must cover the canvas.
 */
final class WebpContainer implements Container {
  private static final int FIRST_CHUNK = 12;
  private static final int FRAME_HEADER = 16;
  private static final int IS_ANIMATED = 0x02;
  private static final int HAS_ALPHA = 0x10;

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
            TiffTags.exifOrientation(
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

  /**
   * Returns stills unchanged, since libwebp applies no profile, and converts an animation, which it
   * rejects, to a still.
   */
  @Override
  public byte[] forCodec(byte[] file) throws MalformedFileException {
    Bytes bytes = Bytes.of(file, ByteOrder.LITTLE_ENDIAN);
    return bytes.has(FIRST_CHUNK, "VP8X") && (bytes.u8(FIRST_CHUNK + 8) & IS_ANIMATED) != 0
        ? firstFrame(bytes)
        : file;
  }

  /** Returns the chunks of the first frame as an extended file of its own. */
  private static byte[] firstFrame(Bytes bytes) throws MalformedFileException {
    for (long at = FIRST_CHUNK; at + 8 <= bytes.length(); at = next(bytes, at)) {
      if (bytes.has(at, "ANMF")) {
        Bytes frame = bytes.slice(at + 8, bytes.u32(at + 4));
        byte[] chunks = frame.copy(FRAME_HEADER, frame.length() - FRAME_HEADER);
        ByteBuffer still = ByteBuffer.allocate(30 + chunks.length).order(ByteOrder.LITTLE_ENDIAN);
        still.put(ascii("RIFF")).putInt(22 + chunks.length).put(ascii("WEBPVP8X")).putInt(10);
        // A lossless frame states itself whether it is transparent; for a lossy one this flag does.
        still.putInt(frame.has(FRAME_HEADER, "ALPH") ? HAS_ALPHA : 0);
        still.put(frame.copy(6, 6)).put(chunks);
        return still.array();
      }
    }
    throw new MalformedFileException("is an animation without a frame");
  }

  /** Returns the number of frames of an animation; 0 for a still. */
  static int frames(Bytes bytes) throws MalformedFileException {
    int frames = 0;
    for (long at = FIRST_CHUNK; at + 8 <= bytes.length(); at = next(bytes, at)) {
      frames += bytes.has(at, "ANMF") ? 1 : 0;
    }
    return frames;
  }

  private static byte[] ascii(String characters) {
    return characters.getBytes(StandardCharsets.US_ASCII);
  }

  private static long next(Bytes bytes, long chunk) throws MalformedFileException {
    long length = bytes.u32(chunk + 4);
    return chunk + 8 + length + (length & 1);
  }
}
