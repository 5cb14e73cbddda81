package io.cdmaa.io;

import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * SHA-256 in hexadecimal, as printed by {@code sha256sum}, by which a later run verifies that
 * nothing that affects its results has changed.
 */
public final class Digest {
  private Digest() {}

  /**
   * Returns the digest of a file's content.
   *
   * @throws CdmaaException if it cannot be read
   */
  public static String of(Path file) {
    MessageDigest digest = sha256();
    try {
      update(digest, file);
    } catch (IOException e) {
      throw Causes.unreadable("The file", file, e);
    }
    return hex(digest);
  }

  /** Returns the digest of a file's content, or an empty string if the file cannot be read. */
  public static String ofOrEmpty(Path file) {
    try {
      return Files.isRegularFile(file) ? of(file) : "";
    } catch (CdmaaException e) {
      return "";
    }
  }

  /** Returns the digest of a string in UTF-8. */
  public static String ofText(String text) {
    MessageDigest digest = sha256();
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    return hex(digest);
  }

  /**
   * Returns the digest of several strings in UTF-8, each preceded by its length, so that different
   * lists never have the same input.
   */
  public static String ofTexts(List<String> texts) {
    MessageDigest digest = sha256();
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
      digest.update(bytes);
    }
    return hex(digest);
  }

  /** Returns a new SHA-256 digest, for input in parts. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Adds a file's content to a digest. */
  public static void update(MessageDigest digest, Path file) throws IOException {
    byte[] block = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        digest.update(block, 0, n);
      }
    }
  }

  /** Completes a digest, which is then reset. */
  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
