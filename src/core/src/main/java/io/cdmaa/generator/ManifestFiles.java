package io.cdmaa.generator;

import com.fasterxml.jackson.databind.JsonNode;
import io.cdmaa.Causes;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The files that a manifest names.
 *
 * @param manifest the manifest's own path
 */
record ManifestFiles(Path manifest) {
  private Path folder() {
    return manifest.toAbsolutePath().getParent();
  }

  /**
   * Returns a file that the manifest names. Like a model's external data it must be in the
   * manifest's folder or below, so that a manifest from somebody else cannot open other files.
   */
  Path inside(String key, String name) {
    Path file;
    try {
      file = folder().resolve(name).normalize();
    } catch (InvalidPathException e) {
      throw ManifestFaults.wrong(
          manifest, "'" + key + "' is '" + name + "', which no file can be called here");
    }
    if (name.isEmpty() || !file.startsWith(folder().normalize())) {
      throw ManifestFaults.wrong(
          manifest,
          "'"
              + key
              + "' is '"
              + name
              + "', outside the manifest's own folder; copy the file beside the manifest");
    }
    return folder().resolve(name);
  }

  void requireNoLink(String key, Path file) {
    try {
      if (!file.toRealPath().startsWith(folder().toRealPath())) {
        throw ManifestFaults.wrong(
            manifest,
            "'"
                + key
                + "' is a link that leaves the manifest's folder; copy the file itself there");
      }
    } catch (IOException e) {
      throw Causes.unreadable("The model", file, e);
    }
  }

  /** Reads one digest for the model, or several by file. */
  Map<Path, String> digests(Path onnx, JsonNode node) {
    Map<Path, String> digests = new LinkedHashMap<>();
    if (node == null) {
      return digests;
    }
    if (node.isTextual()) {
      digests.put(onnx, node.asText());
    } else {
      node.properties()
          .forEach(e -> digests.put(inside("sha256", e.getKey()), e.getValue().asText()));
    }
    digests.replaceAll((file, digest) -> digest.toLowerCase(Locale.ROOT));
    return digests;
  }
}
