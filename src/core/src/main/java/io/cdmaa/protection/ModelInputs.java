package io.cdmaa.protection;

import io.cdmaa.generator.Manifest;
import io.cdmaa.onnx.ModelFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The files from which generators are loaded. */
public final class ModelInputs {
  private ModelInputs() {}

  /** Returns manifests, ONNX files, gradient graphs and their external data files. */
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
