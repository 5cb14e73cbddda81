package io.cdmaa.generator;

import io.cdmaa.Causes;
import io.cdmaa.io.Digest;
import io.cdmaa.onnx.ModelFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** The digest over all files of a generator. */
public final class ModelDigest {
  private ModelDigest() {}

  /**
   * Computes the digest over the ONNX file, a given gradient graph, their external tensor files,
   * and the manifest. That of a model in memory without a manifest is the same as of its file.
   *
   * @return SHA-256 in hexadecimal
   * @throws io.cdmaa.CdmaaException if a file cannot be read
   */
  public static String of(Manifest manifest) {
    Path onnx = manifest.onnx();
    MessageDigest digest = Digest.sha256();
    if (manifest.content().isPresent()) {
      digest.update(manifest.content().get().asReadOnlyByteBuffer());
      if (!manifest.bare()) {
        digest.update("manifest in memory".getBytes(StandardCharsets.UTF_8));
      }
      return Digest.hex(digest);
    }
    try {
      updateWithData(digest, onnx);
      if (manifest.gradient().isPresent()) {
        updateWithData(digest, manifest.gradient().get());
      }
      if (!manifest.bare()) {
        Digest.update(digest, manifest.source());
      }
    } catch (IOException e) {
      throw Causes.unreadable("The model", onnx, e);
    }
    return Digest.hex(digest);
  }

  private static void updateWithData(MessageDigest digest, Path onnx) throws IOException {
    Digest.update(digest, onnx);
    for (Path data : ModelFile.dataFiles(onnx)) {
      if (Files.isRegularFile(data)) {
        Digest.update(digest, data);
      }
    }
  }
}
