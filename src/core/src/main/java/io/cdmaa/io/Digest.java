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
 * SHA-256 in hexadecimal, as {@code sha256sum} prints it: how a later run sees that nothing that
 * results depend on has changed.
 */
public final class Digest {
  private Digest() {}

  /**
   * Of a file's content.
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

  /** The digest, or an empty string if the file cannot be read. */
  public static String ofOrEmpty(Path file) {
    try {
      return Files.isRegularFile(file) ? of(file) : "";
    } catch (CdmaaException e) {
      return "";
    }
  }

  /** Of a text in UTF-8. */
  public static String ofText(String text) {
    MessageDigest digest = sha256();
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    return hex(digest);
  }

  /** Of several texts in UTF-8; with its length before it, none can be mistaken for two. */
  public static String ofTexts(List<String> texts) {
    MessageDigest digest = sha256();
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
      digest.update(bytes);
    }
    return hex(digest);
  }

  /** A new SHA-256, for what comes in parts. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Adds a file's content. */
  public static void update(MessageDigest digest, Path file) throws IOException {
    byte[] block = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        digest.update(block, 0, n);
      }
    }
  }

  /** What a digest has come to; it starts anew afterwards. */
  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
