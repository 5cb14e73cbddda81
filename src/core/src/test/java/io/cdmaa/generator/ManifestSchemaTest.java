package io.cdmaa.generator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.cdmaa.CdmaaException;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The published schema and the reader are one format. */
class ManifestSchemaTest {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Path FILE = Path.of("onnx", "manifest.schema.json");

  /** Every key once. */
  private static final String EVERYTHING =
      """
      version: 1
      name: Tiny
      onnx: g.onnx
      gradient: g.onnx
      latent: bottleneck
      access: query
      image: {input: image, layout: NCHW, color: BGR, range: [0, 255], size: [8, 8],
              crop: {size: 170, of: 178, left: 3, top: 6}}
      output: {name: fake, layout: NCHW, color: RGB, range: [-1, 1]}
      condition:
        input: condition
        form: difference
        low: 0
        high: 1
        strength: 2
        attributes: [Male, Young]
        exclusive: [[Male, Young]]
        source: [Young]
        domains:
          - {name: smiling, value: [1, 0]}
          - {name: old man, set: Male, clear: [Young]}
          - {name: over, flip: Young}
      licence: MIT
      origin: here
      sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789ABCDEF
      """;

  private static final int MOST_ENTRIES = 1000;

  @TempDir Path folder;
  private JsonSchema schema;

  @BeforeEach
  void read() throws IOException {
    Files.writeString(folder.resolve("g.onnx"), "not read here");
    schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Files.readString(FILE));
  }

  private boolean schemaAccepts(JsonNode manifest) {
    return schema.validate(manifest).isEmpty();
  }

  private boolean readerAccepts(JsonNode manifest) throws IOException {
    Path file = folder.resolve("m.yaml");
    YAML.writeValue(file.toFile(), manifest);
    try {
      ManifestReader.read(file);
      return true;
    } catch (CdmaaException e) {
      return false;
    }
  }

  private void bothSay(boolean accepted, JsonNode manifest) throws IOException {
    assertThat(schemaAccepts(manifest)).as("schema on " + manifest).isEqualTo(accepted);
    assertThat(readerAccepts(manifest)).as("reader on " + manifest).isEqualTo(accepted);
  }

  static Stream<Path> shipped() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("onnx"))) {
      return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void everyShippedManifestIsValid(Path manifest) throws IOException {
    assertThat(schema.validate(YAML.readTree(Files.readString(manifest)))).isEmpty();
    ManifestReader.read(manifest);
  }

  @Test
  void knowsTheKeysOfTheReaderAndNoOthers() throws IOException {
    Map<String, Set<String>> read = new TreeMap<>();
    collect("", ManifestDocument.class, read);
    Map<String, Set<String>> published = new TreeMap<>();
    collect("", YAML.readTree(Files.readString(FILE)), published);
    assertThat(published).isEqualTo(read).hasSize(6);
  }

  private static void collect(String at, Class<?> type, Map<String, Set<String>> into) {
    Set<String> keys = new TreeSet<>();
    for (RecordComponent component : type.getRecordComponents()) {
      keys.add(component.getName());
      Type inner = component.getGenericType();
      if (inner instanceof ParameterizedType list) {
        inner = list.getActualTypeArguments()[0];
      }
      if (inner instanceof Class<?> part && part.isRecord()) {
        collect(at + "/" + component.getName(), part, into);
      }
    }
    into.put(at, keys);
  }

  private static void collect(String at, JsonNode node, Map<String, Set<String>> into) {
    Set<String> keys = new TreeSet<>();
    for (Map.Entry<String, JsonNode> property : node.path("properties").properties()) {
      keys.add(property.getKey());
      JsonNode inner = property.getValue();
      inner = inner.path("items").has("properties") ? inner.path("items") : inner;
      if (inner.has("properties")) {
        collect(at + "/" + property.getKey(), inner, into);
      }
    }
    into.put(at, keys);
  }

  @Test
  void bothRequireTheSameKeysAndRefuseUnknownOnes() throws IOException {
    JsonNode whole = YAML.readTree(EVERYTHING);
    bothSay(true, whole);
    List<String> places = new ArrayList<>();
    objects("", whole, places);
    assertThat(places).hasSize(8);
    int required = 0;
    for (String place : places) {
      List<String> keys = new ArrayList<>();
      whole.at(place).fieldNames().forEachRemaining(keys::add);
      for (String key : keys) {
        JsonNode without = whole.deepCopy();
        ((ObjectNode) without.at(place)).remove(key);
        boolean accepted = schemaAccepts(without);
        required += accepted ? 0 : 1;
        bothSay(accepted, without);
      }
      JsonNode more = whole.deepCopy();
      ((ObjectNode) more.at(place)).put("surplus", 1);
      bothSay(false, more);
    }
    // version, onnx, crop's two, attributes, three names, one value and one flip.
    assertThat(required).isEqualTo(10);
  }

  private static void objects(String at, JsonNode node, List<String> into) {
    if (node.isObject()) {
      into.add(at);
      node.properties().forEach(e -> objects(at + "/" + e.getKey(), e.getValue(), into));
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        objects(at + "/" + i, array.get(i), into);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/version: 2",
        "/image/layout: CHW",
        "/image/color: GRB",
        "/image/range: [1]",
        "/image/size: 0",
        "/image/size: [8]",
        "/image/crop/size: 0",
        "/image/crop/top: -1",
        "/image/crop/left: 0.5",
        "/output/range: [1, 2, 3]",
        "/condition/form: onehot",
        "/condition/attributes: []",
        "/condition/domains/0/value: [a]",
        "/condition/domains/2/flip: 3",
        "/condition/domains/2/flip: []",
        "/condition/domains/2/value: [1, 0]",
        "/sha256: 12",
        "/sha256: {}",
        "/name: \"a\\e[31mb\"",
        "/origin: \"a\\nb\"",
        "/condition/domains/0/name: \"\\u202egnp\"",
        "/condition/domains/1/set: \"\\x07\"",
      })
  void bothRefuse(String change) throws IOException {
    bothSay(false, changed(change));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/image/layout: nhwc",
        "/image/size: 8",
        "/condition/form: one-hot",
        "/condition/domains/0/value: [[1], [0]]",
        "/condition/low: -0.5",
        "/sha256: {g.onnx: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}",
      })
  void bothAccept(String change) throws IOException {
    bothSay(true, changed(change));
  }

  @Test
  void bothBoundTextsAndListsAlike() throws IOException {
    JsonNode published = YAML.readTree(Files.readString(FILE));
    assertThat(published.at("/$defs/text/maxLength").asInt()).isEqualTo(YamlText.LONGEST_TEXT);
    List<JsonNode> most = published.at("/properties/condition").findValues("maxItems");
    assertThat(most).hasSize(4);
    assertThat(most).extracting(JsonNode::asInt).containsOnly(MOST_ENTRIES);
    // Every free text of the format is bounded.
    assertThat(published.at("/properties").findValuesAsText("type")).doesNotContain("string");

    bothSay(true, changed("/name: " + "a".repeat(YamlText.LONGEST_TEXT)));
    bothSay(false, changed("/name: " + "a".repeat(YamlText.LONGEST_TEXT + 1)));
    bothSay(true, domains(MOST_ENTRIES));
    bothSay(false, domains(MOST_ENTRIES + 1));
  }

  private static JsonNode domains(int count) throws IOException {
    JsonNode manifest = YAML.readTree(EVERYTHING);
    ArrayNode domains = ((ObjectNode) manifest.at("/condition")).putArray("domains");
    for (int i = 0; i < count; i++) {
      domains.addObject().put("name", "d" + i).put("flip", "Young");
    }
    return manifest;
  }

  private static JsonNode changed(String change) throws IOException {
    List<String> parts = Arrays.asList(change.split(": ", 2));
    JsonNode manifest = YAML.readTree(EVERYTHING);
    int last = parts.get(0).lastIndexOf('/');
    JsonNode parent = manifest.at(parts.get(0).substring(0, last));
    ((ObjectNode) parent).set(parts.get(0).substring(last + 1), YAML.readTree(parts.get(1)));
    return manifest;
  }
}
