package io.cdmaa.evaluation;

import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import io.cdmaa.generator.Manifest;
import io.cdmaa.onnx.ModelFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of what results depend on, in hexadecimal: how a later run sees that nothing changed. */
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
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The digest, or an empty string if the file cannot be read. */
  public static String ofOrEmpty(Path file) {
    try {
      return Files.isRegularFile(file) ? of(file) : "";
    } catch (CdmaaException e) {
      return "";
    }
  }

  /**
   * Over everything that a generator is made of: ONNX file and given gradient graph, the files that
   * they keep tensors in, manifest.
   *
   * @throws CdmaaException if one of them cannot be read
   */
  public static String ofModel(Manifest manifest) {
    Path onnx = manifest.onnx();
    MessageDigest digest = sha256();
    try {
      updateWithData(digest, onnx);
      if (manifest.gradient().isPresent()) {
        updateWithData(digest, manifest.gradient().get());
      }
      if (!manifest.bare()) {
        update(digest, manifest.source());
      }
    } catch (IOException e) {
      throw Causes.unreadable("The model", onnx, e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Of a text in UTF-8. */
  public static String ofText(String text) {
    return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static void updateWithData(MessageDigest digest, Path onnx) throws IOException {
    update(digest, onnx);
    for (Path data : ModelFile.dataFiles(onnx)) {
      if (Files.isRegularFile(data)) {
        update(digest, data);
      }
    }
  }

  private static void update(MessageDigest digest, Path file) throws IOException {
    byte[] block = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        digest.update(block, 0, n);
      }
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
