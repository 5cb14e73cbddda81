package io.cdmaa.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * An ICC profile from a photo's file. It is preserved, never applied: see the package's
 * description. Immutable; equal if the bytes are equal.
 */
public final class IccProfile {
  private static final int HEADER_LENGTH = 128;

  private final byte[] bytes;

  private IccProfile(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Returns the profile with these bytes, or empty if they are not an ICC profile, because a
   * damaged profile must not make a photo unusable.
   *
   * @param bytes the profile, copied
   */
  public static Optional<IccProfile> of(byte[] bytes) {
    if (bytes.length < HEADER_LENGTH
        || !"acsp".equals(new String(bytes, 36, 4, StandardCharsets.US_ASCII))) {
      return Optional.empty();
    }
    return Optional.of(new IccProfile(bytes.clone()));
  }

  /** Returns a copy of the profile's bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Returns 1 for a grey profile, 3 for RGB, 4 for CMYK, 0 for any other colour space. */
  public int channels() {
    return switch (new String(bytes, 16, 4, StandardCharsets.US_ASCII)) {
      case "GRAY" -> 1;
      case "RGB " -> 3;
      case "CMYK" -> 4;
      default -> 0;
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IccProfile profile && Arrays.equals(bytes, profile.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "IccProfile[" + bytes.length + " bytes, " + channels() + " channels]";
  }
}
