package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ModelLocator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Parameters;

/** The models that a command is about. */
final class ModelPaths {
  @Parameters(
      paramLabel = "PATH",
      arity = "1..*",
      description = "ONNX files, manifests (.yaml) or folders of them.")
  private final List<Path> paths = new ArrayList<>();

  /** The paths as they were named. */
  List<Path> paths() {
    return List.copyOf(paths);
  }

  /** The manifests behind the paths; see {@link ModelLocator#find(List)}. */
  List<Manifest> manifests() {
    return ModelLocator.find(paths);
  }

  /** The same, going on after what is wrong; see {@link ModelLocator#find(List, Consumer)}. */
  List<Manifest> manifests(Consumer<CdmaaException> problems) {
    return ModelLocator.find(paths, problems);
  }
}
