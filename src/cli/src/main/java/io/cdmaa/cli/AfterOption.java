package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.transform.Transform;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** After which transforms a photo is evaluated too. */
final class AfterOption {
  @Option(
      names = "--after",
      paramLabel = "T,..",
      description =
          "Evaluate the photo after transforms too, by real codecs: for instance"
              + " jpeg:95,jpeg:85,jpeg:75,resize:0.75,blur:1.")
  private String transforms;

  /**
   * The transforms.
   *
   * @throws ParameterException if one is none
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
