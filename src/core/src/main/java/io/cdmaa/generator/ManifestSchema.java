package io.cdmaa.generator;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.OutputFormat;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.nodes.Node;

/**
 * The published schema of manifests ({@code onnx/manifest.schema.json}) at work: what it does not
 * allow is not read. Its validator's messages speak of schemas; {@link ManifestRules} has ours.
 */
final class ManifestSchema {
  private static final String NAME = "manifest.schema.json";

  private final JsonNode document;
  private final JsonSchema schema;

  /** Built when the first manifest is read, once. */
  private static final class Published {
    private static final ManifestSchema SCHEMA = load();

    /** JSON is YAML, and the reader of that is at hand. */
    private static ManifestSchema load() {
      try (InputStream in = ManifestSchema.class.getResourceAsStream(NAME)) {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        YamlText.Source source =
            new YamlText.Source(ErrorReason.MANIFEST, "The schema", Path.of(NAME));
        return new ManifestSchema(YamlJson.of(YamlText.parse(source, text)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private ManifestSchema(JsonNode document) {
    this.document = document;
    this.schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(
                document,
                SchemaValidatorsConfig.builder()
                    .pathType(PathType.JSON_POINTER)
                    .preloadJsonSchema(false)
                    .build());
  }

  /**
   * Refuses what the schema does not allow.
   *
   * @param root the manifest as it is written
   * @param manifest the same as JSON
   * @throws CdmaaException with the place, what is wrong there and the remedy
   */
  static void require(YamlText.Source source, Node root, JsonNode manifest) {
    ManifestSchema published = Published.SCHEMA;
    // Stops at the first fault, and most manifests have none; which of several is told is below.
    if (published.schema.validate(manifest, OutputFormat.BOOLEAN)) {
      return;
    }
    List<ManifestRules.Fault> faults =
        published.schema.validate(manifest).stream()
            .map(message -> published.fault(message, manifest))
            .toList();
    ManifestRules.Told told = ManifestRules.told(faults);
    throw source.wrong(YamlJson.mark(root, told.steps()), told.sentence());
  }

  private ManifestRules.Fault fault(ValidationMessage message, JsonNode manifest) {
    JsonNodePath rule = message.getSchemaLocation().getFragment();
    return new ManifestRules.Fault(
        message.getType(),
        steps(message.getInstanceLocation()),
        manifest.at(message.getInstanceLocation().toString()),
        document.at(rule.toString()),
        document.at(rule.getParent().toString()),
        message.getProperty() == null ? "" : message.getProperty(),
        isAlternative(message.getEvaluationPath()),
        manifest);
  }

  /** Whether it is said of one of several forms that a value may have. */
  private static boolean isAlternative(JsonNodePath path) {
    boolean ofOne =
        path.contains("oneOf") && !path.getName(path.getNameCount() - 1).equals("oneOf");
    return ofOne || path.contains("anyOf");
  }

  private static List<Object> steps(JsonNodePath path) {
    List<Object> steps = new ArrayList<>();
    for (int i = 0; i < path.getNameCount(); i++) {
      steps.add(path.getElement(i));
    }
    return steps;
  }
}
