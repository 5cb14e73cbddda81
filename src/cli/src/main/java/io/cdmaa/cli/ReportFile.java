package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.evaluation.HtmlReport;
import io.cdmaa.generator.Generator;
import io.cdmaa.protection.OutputKind;
import io.cdmaa.protection.WriteGuard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The HTML report for {@code --report}. */
final class ReportFile {
  private ReportFile() {}

  /**
   * Checks the path of a report before the work starts.
   *
   * @param file null if no report is requested
   * @param guard decides which files the command may write
   * @throws CdmaaException if it must not or cannot be written there
   */
  static Optional<Path> at(Path file, WriteGuard guard) {
    if (file == null) {
      return Optional.empty();
    }
    guard.claim(file, OutputKind.REPORT);
    Path folder = file.toAbsolutePath().getParent();
    // Missing folders are created, as for photos; their closest existing parent has to be writable.
    Path standing = folder;
    while (standing != null && !Files.exists(standing)) {
      standing = standing.getParent();
    }
    if (standing == null || !Files.isDirectory(standing) || !Files.isWritable(standing)) {
      throw new CdmaaException(
          ErrorReason.COMMAND,
          "The report "
              + file
              + " cannot be written because "
              + standing
              + " is not a writable folder; choose another place");
    }
    return Optional.of(file);
  }

  /** Returns a report that starts with the settings. */
  static HtmlReport begin(String settings, List<Generator> generators, double threshold) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Settings", settings);
    facts.put("Threshold", "a fake counts as broken from L = " + threshold + " on");
    facts.put(
        "Generators",
        generators.stream()
            .map(
                g ->
                    g.name()
                        + " ("
                        + g.source().getFileName()
                        + ", "
                        + Counts.of(g.domains().size(), "domain")
                        + ")")
            .collect(Collectors.joining(", ")));
    facts.put("Made by", CdmaaCommand.Version.tool());
    return new HtmlReport(facts);
  }
}
