package io.cdmaa.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cdmaa.attack.IterationReport;
import io.cdmaa.evaluation.Diagnostics;
import io.cdmaa.generator.Generator;
import io.cdmaa.io.AtomicFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Collects the diagnostics of each iteration, and writes them as JSON Lines when a run is over. */
final class DiagnosticsLog {
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
      lines.add(Diagnostics.of(report).toString());
    }
  }

  /** Starts a photo with a line that names it and its generators with their domains. */
  Section begin(Path photo, List<Generator> generators) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    // The first key, since it marks files that may be replaced.
    node.put("tool", "cdmaa " + CdmaaCommand.Version.number());
    node.put("photo", photo.toString());
    node.put("method", method);
    ArrayNode names = node.putArray("generators");
    ArrayNode domains = node.putArray("domains");
    for (Generator generator : generators) {
      names.add(generator.name());
      ArrayNode own = domains.addArray();
      generator.domainNames().forEach(own::add);
    }
    Section section = new Section();
    section.lines.add(node.toString());
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
