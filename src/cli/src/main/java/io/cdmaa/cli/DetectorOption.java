package io.cdmaa.cli;

import io.cdmaa.protection.CropChoice;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which detector finds the faces that {@code --crop} asks for. */
final class DetectorOption {
  @Option(
      names = "--detector",
      paramLabel = "FILE",
      description =
          "An ONNX model that finds the faces instead of the bundled detector of frontal faces. It"
              + " reads one RGB image in [-1, 1], [1, 3, H, W], and returns boxes [.., N, 4] and"
              + " their scores.")
  private Path detector;

  /** Returns the choice with this detector. */
  CropChoice of(CropChoice crop) {
    return crop.with(file());
  }

  /** Returns the model, if one is given. */
  Optional<Path> file() {
    return Optional.ofNullable(detector);
  }
}
