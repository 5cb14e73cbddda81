package io.cdmaa.runtime;

import io.cdmaa.io.Digest;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Identifies the code by SHA-256 over the jar, or over the class files of a build folder. A version
 * number is not sufficient, since a rule may change without one.
 */
final class CodeVersion {
  private static final Logger LOG = LoggerFactory.getLogger(CodeVersion.class);

  private CodeVersion() {}

  /** Returns the fingerprint, or a unique one if the code cannot be found. */
  static String fingerprint() {
    try {
      CodeSource source = CodeVersion.class.getProtectionDomain().getCodeSource();
      Path code = Path.of(source.getLocation().toURI());
      MessageDigest digest = Digest.sha256();
      for (Path file : files(code)) {
        digest.update(code.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(file));
      }
      return Digest.hex(digest);
    } catch (IOException | URISyntaxException | RuntimeException e) {
      LOG.debug("The code's own files are not found, so no cached graph is used", e);
      return UUID.randomUUID().toString();
    }
  }

  private static List<Path> files(Path code) throws IOException {
    if (Files.isRegularFile(code)) {
      return List.of(code);
    }
    try (Stream<Path> walk = Files.walk(code)) {
      return walk.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
