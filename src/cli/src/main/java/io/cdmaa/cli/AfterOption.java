package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.transform.Transform;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The option for transforms after which a photo is evaluated as well. */
final class AfterOption {
  @Option(
      names = "--after",
      paramLabel = "T,..",
      description =
          "Also evaluate the photo after these transforms, applied by real codecs: for instance"
              + " jpeg:95,jpeg:85,jpeg:75,resize:0.75,blur:1.")
  private String transforms;

  /**
   * Returns the transforms.
   *
   * @throws ParameterException if a transform is invalid
   */
  List<Transform> transforms(CommandSpec spec) {
    if (transforms == null) {
      return List.of();
    }
    try {
      return Arrays.stream(transforms.split(",", -1)).map(Transform::parse).distinct().toList();
    } catch (CdmaaException e) {
      throw new ParameterException(spec.commandLine(), "--after: " + e.getMessage(), e);
    }
  }
}
