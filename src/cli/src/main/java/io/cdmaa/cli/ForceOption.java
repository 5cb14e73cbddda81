package io.cdmaa.cli;

import io.cdmaa.protection.WriteGuard;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Option;

/** Whether a command may replace files that others wrote. */
final class ForceOption {
  @Option(
      names = {"-f", "--force"},
      description = "Replace files that cdmaa did not write. Inputs are never replaced.")
  private boolean force;

  /**
   * What decides where the command may write.
   *
   * @param inputs what it reads
   */
  WriteGuard guard(Collection<Path> inputs) {
    return new WriteGuard(inputs, force);
  }

  /** The paths that are given; options that are not are null. */
  static List<Path> given(Path... paths) {
    return Arrays.stream(paths).filter(Objects::nonNull).toList();
  }
}
