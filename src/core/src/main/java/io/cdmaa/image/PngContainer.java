package io.cdmaa.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;

/** PNG: chunks with checksums, which the JDK's codec does not verify. */
final class PngContainer implements Container {
  static final String SIGNATURE = "\u0089PNG\r\n\u001a\n";

  private static final int FIRST_CHUNK = 8;
  private static final int FRAME = 12;
  private static final int MAX_NAME = 79;

  /** The maximum size of a decompressed profile. */
  private static final int MAX_PROFILE = 16 << 20;

  @Override
  public Header header(byte[] file) throws MalformedFileException {
    Bytes bytes = Bytes.of(file, ByteOrder.BIG_ENDIAN);
    if (!bytes.has(FIRST_CHUNK + 4, "IHDR")) {
      throw new MalformedFileException("does not begin with a PNG header");
    }
    Orientation orientation = Orientation.UPRIGHT;
    Optional<IccProfile> profile = Optional.empty();
    for (long at = FIRST_CHUNK; at + FRAME <= bytes.length(); at += FRAME + bytes.u32(at)) {
      Bytes content = bytes.slice(at + 8, bytes.u32(at));
      if (bytes.has(at + 4, "eXIf")) {
        orientation = TiffTags.exifOrientation(content);
      } else if (bytes.has(at + 4, "iCCP")) {
        profile = unpackProfile(content);
      }
    }
    return new Header(bytes.u32(16), bytes.u32(20), orientation, profile);
  }

  /**
   * Reads name, zero, compression method (0), and deflated profile; damaged profiles are ignored.
   */
  private static Optional<IccProfile> unpackProfile(Bytes chunk) throws MalformedFileException {
    int name = 0;
    while (name < Math.min(MAX_NAME, chunk.length()) && chunk.u8(name) != 0) {
      name++;
    }
    if (name + 2 > chunk.length()) {
      return Optional.empty();
    }
    byte[] deflated = chunk.copy(name + 2L, chunk.length() - name - 2L);
    try (InflaterInputStream stream = new InflaterInputStream(new ByteArrayInputStream(deflated))) {
      byte[] profile = stream.readNBytes(MAX_PROFILE + 1);
      return profile.length > MAX_PROFILE ? Optional.empty() : IccProfile.of(profile);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void checkWhole(byte[] file) throws MalformedFileException {
    Bytes bytes = Bytes.of(file, ByteOrder.BIG_ENDIAN);
    long at = FIRST_CHUNK;
    boolean last = false;
    while (!last) {
      if (at + FRAME > file.length || at + FRAME + bytes.u32(at) > file.length) {
        throw new MalformedFileException("ends before its pixels do");
      }
      int length = (int) bytes.u32(at);
      CRC32 checksum = new CRC32();
      checksum.update(file, (int) at + 4, length + 4);
      if (checksum.getValue() != bytes.u32(at + 8 + length)) {
        throw new MalformedFileException("is damaged (a checksum does not match)");
      }
      last = bytes.has(at + 4, "IEND");
      at += FRAME + length;
    }
  }

  /** Returns the number of frames of an animated PNG from its chunk {@code acTL}; 1 for a still. */
  static int frames(Bytes bytes) throws MalformedFileException {
    for (long at = FIRST_CHUNK; at + FRAME <= bytes.length(); at += FRAME + bytes.u32(at)) {
      if (bytes.has(at + 4, "acTL")) {
        return (int) Math.min(bytes.u32(at + 8), Integer.MAX_VALUE);
      }
      if (bytes.has(at + 4, "IDAT")) {
        return 1;
      }
    }
    return 1;
  }

  @Override
  public byte[] forCodec(byte[] file) {
    return file;
  }
}
