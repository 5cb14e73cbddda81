package io.cdmaa.image;

import com.twelvemonkeys.imageio.metadata.jpeg.JPEG;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegment;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegmentUtil;
import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.imageio.stream.ImageInputStream;

/** JPEG: the marker segments before the first scan. */
final class JpegContainer implements Container {
  private static final int MAX_PROFILE_PART = 65_519;
  private static final String ICC = "ICC_PROFILE";
  private static final String EXIF = "Exif";
  private static final String JFIF = "JFIF";

  /**
   * The part before the pixels.
   *
   * @param segments up to that of the first scan, which is the last
   * @param end where the coded pixels begin
   */
  private record Head(List<JPEGSegment> segments, int end) {}

  @Override
  public Header header(byte[] file) throws MalformedFileException {
    Head head = head(file);
    Bytes frame = frame(head);
    Orientation orientation = Orientation.UPRIGHT;
    Map<Integer, byte[]> profile = new TreeMap<>();
    for (JPEGSegment segment : head.segments()) {
      if (segment.marker() == JPEG.APP1 && EXIF.equals(segment.identifier())) {
        Bytes content = Bytes.of(content(segment), ByteOrder.BIG_ENDIAN);
        orientation = TiffTags.exifOrientation(content.slice(1, content.length()));
      } else if (isProfile(segment)) {
        Bytes part = Bytes.of(content(segment), ByteOrder.BIG_ENDIAN);
        profile.put(part.u8(0), part.copy(2, part.length() - 2L));
      }
    }
    return new Header(frame.u16(3), frame.u16(1), orientation, join(profile));
  }

  private static Optional<IccProfile> join(Map<Integer, byte[]> parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    parts.values().forEach(whole::writeBytes);
    return IccProfile.of(whole.toByteArray());
  }

  /** Entropy-coded data cannot be checked without decoding; the codec's warnings report damage. */
  @Override
  public void checkWhole(byte[] file) {}

  /**
   * Removes all application segments except JFIF's and Adobe's, which determine the meaning of the
   * components; images with four components keep the profile that converts them to sRGB.
   */
  @Override
  public byte[] forCodec(byte[] file) throws MalformedFileException {
    Head head = head(file);
    boolean fourComponents = frame(head).u8(5) == 4;
    ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length);
    writeShort(kept, JPEG.SOI);
    for (JPEGSegment segment : head.segments()) {
      boolean application = segment.marker() >= JPEG.APP0 && segment.marker() <= JPEG.APP15;
      boolean jfif = segment.marker() == JPEG.APP0 && JFIF.equals(segment.identifier());
      if (!application
          || jfif
          || segment.marker() == JPEG.APP14
          || (fourComponents && isProfile(segment))) {
        write(kept, segment.marker(), segment.identifier(), content(segment));
      }
    }
    kept.write(file, head.end(), file.length - head.end());
    return kept.toByteArray();
  }

  /**
   * Inserts a profile into a file of the codec, in APP2 segments after JFIF's own, which must be
   * the first. The codec itself only accepts a Java profile, which cannot represent the damaged
   * profiles that a photo may have.
   */
  static byte[] withProfile(byte[] file, IccProfile profile) throws MalformedFileException {
    Bytes bytes = Bytes.of(file, ByteOrder.BIG_ENDIAN);
    int insertAt = bytes.u16(2) == JPEG.APP0 ? 4 + bytes.u16(4) : 2;
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
      ByteArrayOutputStream content = new ByteArrayOutputStream(2 + count);
      content.write(part + 1);
      content.write(parts);
      content.write(data, from, count);
      write(whole, JPEG.APP2, ICC, content.toByteArray());
    }
    whole.write(file, insertAt, file.length - insertAt);
    return whole.toByteArray();
  }

  private static Head head(byte[] file) throws MalformedFileException {
    try (ImageInputStream stream = new ByteArrayImageInputStream(file)) {
      List<JPEGSegment> segments =
          JPEGSegmentUtil.readSegments(stream, JPEGSegmentUtil.ALL_SEGMENTS);
      if (segments.isEmpty() || segments.get(segments.size() - 1).marker() != JPEG.SOS) {
        throw new MalformedFileException("ends before its pixels do");
      }
      return new Head(segments, (int) stream.getStreamPosition());
    } catch (MalformedFileException e) {
      throw e;
    } catch (IOException e) {
      throw new MalformedFileException("has a broken segment", e);
    }
  }

  /**
   * Returns precision, height, width and the number of components from the first frame's segment.
   */
  private static Bytes frame(Head head) throws MalformedFileException {
    for (JPEGSegment segment : head.segments()) {
      int marker = segment.marker();
      if (marker >= JPEG.SOF0 && marker <= JPEG.SOF15 && marker != JPEG.DHT && marker != JPEG.DAC) {
        return Bytes.of(content(segment), ByteOrder.BIG_ENDIAN);
      }
    }
    throw new MalformedFileException("has no picture before its first scan");
  }

  private static boolean isProfile(JPEGSegment segment) {
    return segment.marker() == JPEG.APP2
        && ICC.equals(segment.identifier())
        && segment.length() >= 2;
  }

  /** Returns the content after a segment's length and, in application segments, its identifier. */
  private static byte[] content(JPEGSegment segment) throws MalformedFileException {
    try (InputStream data = segment.data()) {
      return data.readAllBytes();
    } catch (IOException e) {
      throw new MalformedFileException("has a broken segment", e);
    }
  }

  private static void write(
      ByteArrayOutputStream out, int marker, String identifier, byte[] content) {
    byte[] name =
        identifier == null ? new byte[0] : (identifier + "\0").getBytes(StandardCharsets.US_ASCII);
    writeShort(out, marker);
    writeShort(out, 2 + name.length + content.length);
    out.writeBytes(name);
    out.writeBytes(content);
  }

  private static void writeShort(ByteArrayOutputStream out, int value) {
    out.write(value >> 8);
    out.write(value);
  }
}
