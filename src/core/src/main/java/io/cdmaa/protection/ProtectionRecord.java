package io.cdmaa.protection;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cdmaa.Outcome;
import io.cdmaa.Verdict;
import io.cdmaa.evaluation.VerdictJson;
import io.cdmaa.io.AtomicFile;
import io.cdmaa.io.Digest;
import io.cdmaa.io.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The record beside a protected photo ({@code NAME.cdmaa.json}): the verdict, and the digests and
 * settings by which a later run recognises that nothing remains to be done.
 *
 * <p>The record is written before the photo gets its name, so that a photo written by {@code cdmaa}
 * is recognised whenever the process is killed: its digest is the one in its record or, if the
 * process was killed in between, the one that the record {@code replaces}; a record without its
 * photo only means that the photo remains to be done.
 *
 * @param content the record
 */
public record ProtectionRecord(ObjectNode content) {
  /** The suffix that a record adds to the name of its photo. */
  public static final String SUFFIX = ".cdmaa.json";

  private static final int VERSION = 1;

  /**
   * What a record says, in the order of its fields. It is read field by field, as records of other
   * versions have other fields.
   *
   * @param source the photo, relative to the output's folder
   * @param replaces the digest of the output that this one replaces, while both may be found
   * @param required the least attack rate that was required, if any
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Content(
      int version,
      String tool,
      String source,
      String sourceSha256,
      String output,
      String outputSha256,
      String replaces,
      String outcome,
      Double required,
      Object models,
      Map<String, Integer> attributes,
      Object settings,
      Object computation,
      VerdictJson verdict) {}

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Returns the path of the record of an output. */
  public static Path beside(Path output) {
    return output.resolveSibling(output.getFileName() + SUFFIX);
  }

  /** Reads the record beside an output; empty if there is no readable one. */
  public static Optional<ProtectionRecord> read(Path output) {
    Path file = beside(output);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      JsonNode node = JSON.readTree(Files.readString(file));
      return node instanceof ObjectNode object && object.path("version").asInt() == VERSION
          ? Optional.of(new ProtectionRecord(object))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns whether an existing output is the file that its record describes, and not a foreign
   * file.
   */
  public static boolean owns(Path output) {
    Optional<ProtectionRecord> record = read(output);
    if (record.isEmpty()) {
      return false;
    }
    String digest = Digest.ofOrEmpty(output);
    return digest.equals(record.get().content.path("outputSha256").asText("-"))
        || digest.equals(record.get().content.path("replaces").asText("-"));
  }

  /**
   * Creates the record of a photo that is written but not in its final place.
   *
   * @param tool the author of the record, with the version
   * @param file where the photo lies now
   */
  public static ProtectionRecord of(
      String tool,
      PhotoTask task,
      Path file,
      Fingerprint fingerprint,
      Verdict verdict,
      Requirement required) {
    Path target = task.target();
    Content content =
        new Content(
            VERSION,
            tool,
            source(task),
            Digest.of(task.photo()),
            target.getFileName().toString(),
            Digest.of(file),
            owns(target) ? Digest.of(target) : null,
            required.outcome(verdict).label(),
            required.rate().isPresent() ? (Double) required.rate().getAsDouble() : null,
            fingerprint.models(),
            attributes(task),
            fingerprint.settings(),
            fingerprint.computation(),
            VerdictJson.of(verdict));
    return new ProtectionRecord((ObjectNode) Json.reread(content));
  }

  /** Writes the record beside its output. */
  public void write(Path output) {
    byte[] text = text().getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(beside(output), out -> out.write(text));
  }

  /** Returns the content of the record's file. */
  public String text() {
    try {
      return JSON.writeValueAsString(content) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the verdict as it was recorded. */
  public JsonNode verdict() {
    return content.path("verdict");
  }

  /** Returns whether the verdict has everything that a plan asks for. */
  public boolean isEvaluatedAs(ProtectionPlan plan) {
    JsonNode after = verdict().path("after");
    return !plan.evaluated()
        || (isEvaluated() && plan.after().stream().allMatch(t -> after.has(t.text())));
  }

  private boolean isEvaluated() {
    return !verdict().path("generators").isEmpty();
  }

  /** Returns a copy that says which faces were found, if any were asked for. */
  public ProtectionRecord showing(Region region) {
    if (region.faces().isEmpty()) {
      return this;
    }
    ObjectNode node = content.deepCopy();
    node.set("faces", Json.reread(region.json()));
    return new ProtectionRecord(node);
  }

  /** Returns a copy that gives the photo's place in these words. */
  public ProtectionRecord withSource(String source) {
    ObjectNode node = content.deepCopy();
    node.put("source", source);
    return new ProtectionRecord(node);
  }

  /** Returns a copy with another verdict on the same photo. */
  public ProtectionRecord with(Verdict verdict, Outcome outcome) {
    ObjectNode node = content.deepCopy();
    node.put("outcome", outcome.label());
    node.set("verdict", Json.reread(VerdictJson.of(verdict)));
    return new ProtectionRecord(node);
  }

  /** Returns the outcome of the recorded verdict under a current requirement. */
  public Outcome outcome(Requirement required) {
    double change = verdict().path("maxLevelChange").asDouble();
    return isEvaluated() ? required.outcome(attackRate(), change) : Requirement.unevaluated(change);
  }

  /** Returns the recorded attack rate. */
  public double attackRate() {
    return verdict().path("attackRate").asDouble();
  }

  /** Returns whether the record is about the photo: the same path, or the same bytes. */
  public boolean isOf(PhotoTask task) {
    return content.path("source").asText().equals(source(task))
        || content.path("sourceSha256").asText().equals(Digest.ofOrEmpty(task.photo()));
  }

  /**
   * Returns whether protecting the photo again under the fingerprint would give the output beside
   * this record.
   */
  public boolean isDone(PhotoTask task, Fingerprint fingerprint) {
    return content.path("settings").equals(Json.reread(fingerprint.settings()))
        && content.path("computation").equals(Json.reread(fingerprint.computation()))
        && content.path("models").equals(Json.reread(fingerprint.models()))
        && (content.path("attributes").isObject()
            ? content.path("attributes").equals(Json.reread(attributes(task)))
            : task.face().values().isEmpty())
        && content.path("sourceSha256").asText().equals(Digest.ofOrEmpty(task.photo()))
        && content.path("outputSha256").asText("-").equals(Digest.ofOrEmpty(task.target()));
  }

  /** Returns the known attributes of the face, on which the conditions depend. */
  private static Map<String, Integer> attributes(PhotoTask task) {
    Map<String, Integer> attributes = new LinkedHashMap<>();
    task.face().values().forEach((name, has) -> attributes.put(name, has ? 1 : 0));
    return attributes;
  }

  /** Returns the photo's path relative to the output, so that both may be moved together. */
  private static String source(PhotoTask task) {
    Path photo = FileSet.real(task.photo());
    Path folder = FileSet.real(task.target().toAbsolutePath().getParent());
    String path =
        photo.getRoot() != null && photo.getRoot().equals(folder.getRoot())
            ? folder.relativize(photo).toString()
            : photo.toString();
    return path.replace('\\', '/');
  }
}
