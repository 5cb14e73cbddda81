package io.cdmaa.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** JPEG: the marker segments before the first scan. */
final class JpegContainer implements Container {
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int APP2 = 0xe2;
  private static final int APP14 = 0xee;
  private static final int APP15 = 0xef;
  private static final int START_OF_SCAN = 0xda;
  private static final int END_OF_IMAGE = 0xd9;
  private static final int MAX_PROFILE_PART = 65_519;
  private static final String ICC = "ICC_PROFILE\0";
  private static final String EXIF = "Exif\0\0";

  /** A segment: its marker and where it stands, marker and length included. */
  private record Segment(int marker, int start, int end) {
    boolean isFrame() {
      return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }
  }

  @Override
  public Header header(byte[] file) throws MalformedFileException {
    Bytes bytes = Bytes.of(file, ByteOrder.BIG_ENDIAN);
    Orientation orientation = Orientation.UPRIGHT;
    Map<Integer, byte[]> profile = new TreeMap<>();
    Segment frame = null;
    for (Segment segment = next(bytes, 2);
        segment.marker() != START_OF_SCAN;
        segment = next(bytes, segment.end())) {
      int content = segment.start() + 4;
      if (segment.isFrame() && frame == null) {
        frame = segment;
      } else if (segment.marker() == APP1 && bytes.has(content, EXIF)) {
        orientation =
            TiffDirectory.exifOrientation(bytes.slice(content + 6L, segment.end() - content - 6L));
      } else if (isProfile(bytes, segment)) {
        int part = content + ICC.length();
        profile.put(bytes.u8(part), bytes.copy(part + 2L, segment.end() - part - 2L));
      }
    }
    if (frame == null) {
      throw new MalformedFileException("has no picture before its first scan");
    }
    return new Header(
        bytes.u16(frame.start() + 7), bytes.u16(frame.start() + 5), orientation, join(profile));
  }

  private static Optional<IccProfile> join(Map<Integer, byte[]> parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    parts.values().forEach(whole::writeBytes);
    return IccProfile.of(whole.toByteArray());
  }

  /** Entropy-coded data cannot be checked from outside: the codec's warnings tell. */
  @Override
  public void checkWhole(byte[] file) {}

  /**
   * Leaves out every application segment but JFIF and Adobe's, which decide what the components
   * mean; pictures of four components keep the profile that turns them into sRGB.
   */
  @Override
  public byte[] forCodec(byte[] file) throws MalformedFileException {
    Bytes bytes = Bytes.of(file, ByteOrder.BIG_ENDIAN);
    boolean fourComponents = components(bytes) == 4;
    ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length);
    kept.write(file, 0, 2);
    Segment segment = next(bytes, 2);
    for (; segment.marker() != START_OF_SCAN; segment = next(bytes, segment.end())) {
      boolean application = segment.marker() >= APP0 && segment.marker() <= APP15;
      boolean jfif = segment.marker() == APP0 && bytes.has(segment.start() + 4, "JFIF\0");
      if (!application
          || jfif
          || segment.marker() == APP14
          || (fourComponents && isProfile(bytes, segment))) {
        kept.write(file, segment.start(), segment.end() - segment.start());
      }
    }
    kept.write(file, segment.start(), file.length - segment.start());
    return kept.toByteArray();
  }

  /** The file with a profile in APP2 segments, after JFIF's own, which has to come first. */
  static byte[] withProfile(byte[] file, IccProfile profile) throws MalformedFileException {
    Segment first = next(Bytes.of(file, ByteOrder.BIG_ENDIAN), 2);
    int insertAt = first.marker() == APP0 ? first.end() : 2;
    byte[] data = profile.bytes();
    int parts = (data.length + MAX_PROFILE_PART - 1) / MAX_PROFILE_PART;
    if (parts > 255) {
      throw new MalformedFileException("ICC profile too large for JPEG");
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream(file.length + data.length + parts * 18);
    whole.write(file, 0, insertAt);
    for (int part = 0; part < parts; part++) {
      int from = part * MAX_PROFILE_PART;
      int count = Math.min(MAX_PROFILE_PART, data.length - from);
      int length = 2 + ICC.length() + 2 + count;
      whole.write(0xff);
      whole.write(APP2);
      whole.write(length >> 8);
      whole.write(length);
      whole.writeBytes(ICC.getBytes(StandardCharsets.US_ASCII));
      whole.write(part + 1);
      whole.write(parts);
      whole.write(data, from, count);
    }
    whole.write(file, insertAt, file.length - insertAt);
    return whole.toByteArray();
  }

  private static int components(Bytes bytes) throws MalformedFileException {
    Segment segment = next(bytes, 2);
    while (!segment.isFrame()) {
      segment = next(bytes, segment.end());
    }
    return bytes.u8(segment.start() + 9);
  }

  private static boolean isProfile(Bytes bytes, Segment segment) {
    int content = segment.start() + 4;
    return segment.marker() == APP2
        && bytes.has(content, ICC)
        && segment.end() >= content + ICC.length() + 2;
  }

  /** The segment at or after a position; fill bytes before a marker are skipped. */
  private static Segment next(Bytes bytes, int position) throws MalformedFileException {
    int at = position;
    while (bytes.u8(at) != 0xff || bytes.u8(at + 1) == 0xff || bytes.u8(at + 1) == 0) {
      at++;
    }
    int marker = bytes.u8(at + 1);
    if (marker == END_OF_IMAGE) {
      throw new MalformedFileException("ends before its pixels do");
    }
    boolean alone = marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
    int length = alone ? 0 : bytes.u16(at + 2);
    if (!alone && length < 2) {
      throw new MalformedFileException("has a broken segment");
    }
    long end = at + 2L + length;
    if (end > bytes.length()) {
      throw new MalformedFileException("ends too early");
    }
    return new Segment(marker, at, (int) end);
  }
}
