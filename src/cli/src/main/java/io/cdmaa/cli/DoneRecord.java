package io.cdmaa.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cdmaa.evaluation.Digest;
import io.cdmaa.evaluation.Verdict;
import io.cdmaa.evaluation.VerdictJson;
import io.cdmaa.generator.Manifest;
import io.cdmaa.image.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The file beside a protected photo that says how it came about ({@code NAME.cdmaa.json}): the
 * verdict, and the digests and settings by which a later run sees that nothing is left to do.
 *
 * @param content the record
 */
record DoneRecord(ObjectNode content) {
  private static final int VERSION = 1;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * What the result depends on.
   *
   * @param models digests of the generators
   * @param plan the settings
   */
  record Recipe(ArrayNode models, AttackPlan plan) {
    /** The recipe for these models. */
    static Recipe of(List<Manifest> manifests, AttackPlan plan) {
      ArrayNode models = JsonNodeFactory.instance.arrayNode();
      for (Manifest manifest : manifests) {
        ObjectNode model = models.addObject();
        model.put("file", manifest.onnx().getFileName().toString());
        model.put("sha256", Digest.ofModel(manifest));
        if (manifest.access() == Manifest.Access.QUERY) {
          model.put("access", "query");
        }
      }
      return new Recipe(models, plan);
    }
  }

  /** Where the record of an output lies. */
  static Path beside(Path output) {
    return output.resolveSibling(output.getFileName() + ".cdmaa.json");
  }

  /** The record beside an output, if there is a readable one. */
  static Optional<DoneRecord> read(Path output) {
    Path file = beside(output);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      JsonNode node = JSON.readTree(Files.readString(file));
      return node instanceof ObjectNode object && object.path("version").asInt() == VERSION
          ? Optional.of(new DoneRecord(object))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Whether an existing output is what its record speaks of, and not what somebody put there. */
  static boolean owns(Path output) {
    return read(output)
        .map(record -> record.content().path("outputSha256").asText("-"))
        .filter(Digest.ofOrEmpty(output)::equals)
        .isPresent();
  }

  /** The record of a photo that has just been protected. */
  static DoneRecord of(PhotoTask task, Recipe recipe, Verdict verdict) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("version", VERSION);
    node.put("tool", "cdmaa " + CdmaaCommand.Version.number());
    node.put("source", source(task));
    node.put("sourceSha256", Digest.of(task.photo()));
    node.put("output", task.target().getFileName().toString());
    node.put("outputSha256", Digest.of(task.target()));
    node.set("models", recipe.models());
    node.set("attributes", attributes(task));
    node.set("settings", recipe.plan().json());
    node.set("verdict", VerdictJson.of(verdict));
    return new DoneRecord(node);
  }

  /** Writes the record beside its output. */
  void write(Path output) {
    try {
      String text = JSON.writeValueAsString(content) + "\n";
      AtomicFile.write(beside(output), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The verdict as it was recorded. */
  JsonNode verdict() {
    return content.path("verdict");
  }

  /** Whether this is about the photo: the same place, or the same bytes. */
  boolean isOf(PhotoTask task) {
    return content.path("source").asText().equals(source(task))
        || content.path("sourceSha256").asText().equals(Digest.ofOrEmpty(task.photo()));
  }

  /** Whether the output beside this record is what the recipe would make of the photo again. */
  boolean isDone(PhotoTask task, Recipe recipe) {
    return content.path("settings").equals(reread(recipe.plan().json()))
        && content.path("models").equals(recipe.models())
        && (content.path("attributes").isObject()
            ? content.path("attributes").equals(attributes(task))
            : task.face().values().isEmpty())
        && content.path("sourceSha256").asText().equals(Digest.ofOrEmpty(task.photo()))
        && content.path("outputSha256").asText("-").equals(Digest.ofOrEmpty(task.target()));
  }

  /** What is known of the face, on which the conditions depend. */
  private static ObjectNode attributes(PhotoTask task) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    task.face().values().forEach((name, has) -> node.put(name, has ? 1 : 0));
    return node;
  }

  /** As it looks after a round through a file, where a whole number may change its type. */
  private static JsonNode reread(JsonNode node) {
    try {
      return JSON.readTree(JSON.writeValueAsString(node));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The photo's path as seen from the output, so that both may move together. */
  private static String source(PhotoTask task) {
    Path photo = PhotoFinder.normal(task.photo());
    Path folder = PhotoFinder.normal(task.target().toAbsolutePath().getParent());
    String path =
        photo.getRoot() != null && photo.getRoot().equals(folder.getRoot())
            ? folder.relativize(photo).toString()
            : photo.toString();
    return path.replace('\\', '/');
  }
}
