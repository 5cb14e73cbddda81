package io.cdmaa.protection;

import io.cdmaa.generator.Manifest;
import io.cdmaa.onnx.ModelFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The files that generators are read from. */
public final class ModelInputs {
  private ModelInputs() {}

  /** Manifests, ONNX files, gradient graphs, and the files that they keep tensors in. */
  public static List<Path> of(Collection<Manifest> manifests) {
    List<Path> files = new ArrayList<>();
    for (Manifest manifest : manifests) {
      files.addAll(manifest.files());
      files.addAll(ModelFile.dataFiles(manifest.onnx()));
      manifest.gradient().map(ModelFile::dataFiles).ifPresent(files::addAll);
    }
    return files;
  }
}
