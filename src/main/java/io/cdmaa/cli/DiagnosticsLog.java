package io.cdmaa.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cdmaa.attack.IterationReport;
import io.cdmaa.evaluation.Diagnostics;
import io.cdmaa.generator.Generator;
import io.cdmaa.image.AtomicFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Collects what happens in each iteration, and writes it as JSON Lines when a run is over. */
final class DiagnosticsLog {
  private final Path file;
  private final String method;
  private final List<String> lines = new ArrayList<>();

  DiagnosticsLog(Path file, String method) {
    this.file = file;
    this.method = method;
  }

  /** Begins a photo: a line that names it and its generators with their domains. */
  void begin(Path photo, List<Generator> generators) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("photo", photo.toString());
    node.put("method", method);
    ArrayNode names = node.putArray("generators");
    ArrayNode domains = node.putArray("domains");
    for (Generator generator : generators) {
      names.add(generator.name());
      ArrayNode own = domains.addArray();
      generator.domainNames().forEach(own::add);
    }
    lines.add(node.toString());
  }

  void add(IterationReport report) {
    lines.add(Diagnostics.of(report).toString());
  }

  /** Writes all lines. */
  void write() {
    byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(text));
  }
}
