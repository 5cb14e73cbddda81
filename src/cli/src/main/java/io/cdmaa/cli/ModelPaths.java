package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ModelLocator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Parameters;

/** The parameter for the models that a command processes. */
final class ModelPaths {
  @Parameters(
      paramLabel = "PATH",
      arity = "1..*",
      description = "ONNX files, manifests (.yaml) or folders of them.")
  private final List<Path> paths = new ArrayList<>();

  /** Returns the paths as they were given. */
  List<Path> paths() {
    return List.copyOf(paths);
  }

  /** Returns the manifests at the paths; see {@link ModelLocator#find(List)}. */
  List<Manifest> manifests() {
    return ModelLocator.find(paths);
  }

  /** The same, but continues after a problem; see {@link ModelLocator#find(List, Consumer)}. */
  List<Manifest> manifests(Consumer<CdmaaException> problems) {
    return ModelLocator.find(paths, problems);
  }
}
