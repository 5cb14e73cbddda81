package io.cdmaa.generator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A manifest that its schema allows. What is optional and absent is null. Taken apart here and not
 * bound by Jackson, whose reflection on records costs a process as much time as all other reading
 * of a manifest.
 */
record ManifestDocument(
    int version,
    String name,
    String onnx,
    String gradient,
    String latent,
    Manifest.Access access,
    ImagePart image,
    OutputPart output,
    ConditionPart condition,
    String licence,
    String origin,
    JsonNode sha256) {

  static ManifestDocument of(JsonNode node) {
    return new ManifestDocument(
        node.path("version").asInt(),
        text(node, "name"),
        text(node, "onnx"),
        text(node, "gradient"),
        text(node, "latent"),
        word(node, "access", Manifest.Access.class),
        get(node, "image", ImagePart::of),
        get(node, "output", OutputPart::of),
        get(node, "condition", ConditionPart::of),
        text(node, "licence"),
        text(node, "origin"),
        node.get("sha256"));
  }

  record ImagePart(
      String input,
      Layout layout,
      ColorOrder color,
      List<Double> range,
      JsonNode size,
      CropPart crop) {
    static ImagePart of(JsonNode node) {
      return new ImagePart(
          text(node, "input"),
          word(node, "layout", Layout.class),
          word(node, "color", ColorOrder.class),
          list(node, "range", JsonNode::asDouble),
          node.get("size"),
          get(node, "crop", CropPart::of));
    }
  }

  record OutputPart(String name, Layout layout, ColorOrder color, List<Double> range) {
    static OutputPart of(JsonNode node) {
      return new OutputPart(
          text(node, "name"),
          word(node, "layout", Layout.class),
          word(node, "color", ColorOrder.class),
          list(node, "range", JsonNode::asDouble));
    }
  }

  record CropPart(int size, int of, Integer left, Integer top) {
    static CropPart of(JsonNode node) {
      return new CropPart(
          node.path("size").asInt(),
          node.path("of").asInt(),
          get(node, "left", JsonNode::asInt),
          get(node, "top", JsonNode::asInt));
    }
  }

  record ConditionPart(
      String input,
      Labels.Form form,
      List<String> attributes,
      Double low,
      Double high,
      Double strength,
      List<List<String>> exclusive,
      List<String> source,
      List<DomainPart> domains) {
    static ConditionPart of(JsonNode node) {
      return new ConditionPart(
          text(node, "input"),
          word(node, "form", Labels.Form.class),
          list(node, "attributes", JsonNode::asText),
          get(node, "low", JsonNode::asDouble),
          get(node, "high", JsonNode::asDouble),
          get(node, "strength", JsonNode::asDouble),
          list(node, "exclusive", group -> items(group, JsonNode::asText)),
          list(node, "source", JsonNode::asText),
          list(node, "domains", DomainPart::of));
    }

    List<DomainPart> parts() {
      return domains == null ? List.of() : domains;
    }
  }

  record DomainPart(String name, JsonNode value, JsonNode set, JsonNode clear, JsonNode flip) {
    static DomainPart of(JsonNode node) {
      return new DomainPart(
          text(node, "name"),
          node.get("value"),
          node.get("set"),
          node.get("clear"),
          node.get("flip"));
    }
  }

  private static <T> T get(JsonNode node, String key, Function<JsonNode, T> read) {
    JsonNode value = node.get(key);
    return value == null ? null : read.apply(value);
  }

  private static String text(JsonNode node, String key) {
    return get(node, key, JsonNode::asText);
  }

  /** One of an enum's names, in any case and with hyphens. */
  private static <T extends Enum<T>> T word(JsonNode node, String key, Class<T> type) {
    return get(
        node,
        key,
        value -> Enum.valueOf(type, value.asText().toUpperCase(Locale.ROOT).replace('-', '_')));
  }

  private static <T> List<T> list(JsonNode node, String key, Function<JsonNode, T> read) {
    return get(node, key, value -> items(value, read));
  }

  private static <T> List<T> items(JsonNode array, Function<JsonNode, T> read) {
    List<T> items = new ArrayList<>();
    array.forEach(item -> items.add(read.apply(item)));
    return items;
  }
}
