package io.cdmaa.cli;

import io.cdmaa.protection.WriteGuard;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Option;

/** The option for whether a command may replace foreign files. */
final class ForceOption {
  @Option(
      names = {"-f", "--force"},
      description = "Replace files that cdmaa did not write. Inputs are never replaced.")
  private boolean force;

  /**
   * Returns the guard that decides which files the command may write.
   *
   * @param inputs what the command reads
   */
  WriteGuard guard(Collection<Path> inputs) {
    return new WriteGuard(inputs, force);
  }

  /** Returns the paths that are not null; the path of an option that is not given is null. */
  static List<Path> given(Path... paths) {
    return Arrays.stream(paths).filter(Objects::nonNull).toList();
  }
}
