package io.cdmaa.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.evaluation.Diagnostics;
import io.cdmaa.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads JSON Lines of diagnostics. */
final class DiagnosticsFile {
  private DiagnosticsFile() {}

  /**
   * The iterations of one photo.
   *
   * @param generators their names, each only once, as a chart identifies series by their names
   * @param domains the names of each generator's domains; empty in a file without them
   * @param iterations as {@link Diagnostics#of} writes them, at least one
   */
  record Section(List<String> generators, List<List<String>> domains, List<JsonNode> iterations) {}

  /**
   * Reads the photos that have iterations.
   *
   * @param file JSON Lines: for each photo a line with {@code photo} and {@code generators}, then
   *     its iterations
   * @param photo part of the photos' names; empty for all photos
   * @return at least one photo, in the order of the file
   * @throws CdmaaException if the file cannot be read, or contains no such photo
   */
  static List<Section> read(Path file, String photo) {
    List<Section> found = new ArrayList<>();
    try {
      List<JsonNode> iterations = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        JsonNode node = Json.read(line);
        if (!node.has("photo")) {
          iterations.add(node);
          continue;
        }
        iterations = new ArrayList<>();
        if (node.path("photo").asText().contains(photo)) {
          found.add(section(node, iterations));
        }
      }
    } catch (JsonProcessingException e) {
      throw new CdmaaException(
          ErrorReason.DIAGNOSTICS,
          file,
          file + " is not a diagnostics file; name one that a protection wrote",
          e);
    } catch (IOException e) {
      throw new CdmaaException(
          ErrorReason.DIAGNOSTICS,
          file,
          file + " cannot be read (" + Causes.of(e) + "); name a file that a protection wrote",
          e);
    }
    found.removeIf(section -> section.iterations().isEmpty());
    if (found.isEmpty()) {
      throw new CdmaaException(
          ErrorReason.DIAGNOSTICS,
          file,
          file + " holds no iterations" + (photo.isEmpty() ? "" : " of a photo named " + photo));
    }
    return found;
  }

  private static Section section(JsonNode head, List<JsonNode> iterations) {
    List<String> names = new ArrayList<>();
    head.path("generators").forEach(name -> names.add(unique(name.asText(), names)));
    List<List<String>> domains = new ArrayList<>();
    for (JsonNode own : head.path("domains")) {
      List<String> labels = new ArrayList<>();
      own.forEach(name -> labels.add(unique(name.asText(), labels)));
      domains.add(labels);
    }
    return new Section(names, domains, iterations);
  }

  /** Returns the name, with a number if it is taken. */
  private static String unique(String name, List<String> taken) {
    String result = name;
    for (int n = 2; taken.contains(result); n++) {
      result = name + " (" + n + ")";
    }
    return result;
  }
}
