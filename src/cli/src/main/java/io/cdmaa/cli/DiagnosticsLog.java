package io.cdmaa.cli;

import io.cdmaa.attack.IterationReport;
import io.cdmaa.evaluation.Diagnostics;
import io.cdmaa.generator.Generator;
import io.cdmaa.io.AtomicFile;
import io.cdmaa.io.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Collects the diagnostics of each iteration, and writes them as JSON Lines when a run is over. */
final class DiagnosticsLog {
  /**
   * The first line of a photo. The tool comes first, as the mark of a file that may be replaced.
   */
  record Head(
      String tool,
      String photo,
      String method,
      List<String> generators,
      List<List<String>> domains) {}

  private final Path file;
  private final String method;
  private final List<Section> sections = new ArrayList<>();

  DiagnosticsLog(Path file, String method) {
    this.file = file;
    this.method = method;
  }

  /** The iterations of one photo, recorded by one thread. */
  static final class Section {
    private final List<String> lines = new ArrayList<>();

    /** Discards the photo's lines. */
    void drop() {
      lines.clear();
    }

    void add(IterationReport report) {
      lines.add(Json.line(Diagnostics.of(report)));
    }
  }

  /** Starts a photo with a line that names it and its generators with their domains. */
  Section begin(Path photo, List<Generator> generators) {
    Section section = new Section();
    section.lines.add(
        Json.line(
            new Head(
                CdmaaCommand.Version.tool(),
                photo.toString(),
                method,
                generators.stream().map(Generator::name).toList(),
                generators.stream().map(Generator::domainNames).toList())));
    sections.add(section);
    return section;
  }

  /** Writes all lines, photo by photo. */
  void write() {
    List<String> lines =
        sections.stream()
            .map(section -> section.lines)
            .filter(own -> own.size() > 1)
            .flatMap(List::stream)
            .toList();
    byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(text));
  }
}
