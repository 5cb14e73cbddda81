package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.transform.Transform;
import io.cdmaa.transform.TransformList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The option for transforms after which a photo is evaluated as well. */
final class AfterOption {
  @Option(
      names = "--after",
      paramLabel = "T,..",
      description =
          "Also evaluate the photo after transforms, applied by real codecs: usual (JPEG 95, 85, 75"
              + " and 50, WebP 80, resized to 75 %% and 50 %%, blur), none, or a list such as"
              + " jpeg:85,webp:80,resize:0.75,blur:1. Default: usual with --survive, else none.")
  private String transforms;

  /** Returns whether the option is given. */
  boolean given() {
    return transforms != null;
  }

  /**
   * Returns the transforms; empty if the option is not given.
   *
   * @throws ParameterException if a transform is invalid
   */
  Optional<List<Transform>> transforms(CommandSpec spec) {
    try {
      return Optional.ofNullable(transforms).map(TransformList::parse);
    } catch (CdmaaException e) {
      throw new ParameterException(spec.commandLine(), "--after: " + e.getMessage(), e);
    }
  }
}
