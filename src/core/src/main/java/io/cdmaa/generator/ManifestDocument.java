package io.cdmaa.generator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A manifest's text as bound by Jackson: every key is optional, and nothing has been checked. */
record ManifestDocument(
    Integer version,
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
  ManifestDocument {
    sha256 = said(sha256);
  }

  /** Treats a key without a value as absent. */
  private static JsonNode said(JsonNode node) {
    return node == null || node.isNull() ? null : node;
  }

  record ImagePart(
      String input,
      Layout layout,
      ColorOrder color,
      List<Double> range,
      JsonNode size,
      CropPart crop) {
    @SuppressWarnings("UnusedMethod") // called by Jackson
    ImagePart {
      size = said(size);
    }
  }

  record OutputPart(String name, Layout layout, ColorOrder color, List<Double> range) {}

  record CropPart(Integer size, Integer of, Integer left, Integer top) {}

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
    List<DomainPart> parts() {
      return domains == null ? List.of() : domains;
    }

    /** Returns whether it has an entry that requires attributes. */
    boolean speaksOfAttributes() {
      return Stream.of(form, low, high, strength, exclusive, source).anyMatch(Objects::nonNull)
          || parts().stream().anyMatch(DomainPart::edits);
    }
  }

  record DomainPart(String name, JsonNode value, JsonNode set, JsonNode clear, JsonNode flip) {
    @SuppressWarnings("UnusedMethod") // called by Jackson
    DomainPart {
      value = said(value);
      set = said(set);
      clear = said(clear);
      flip = said(flip);
    }

    boolean edits() {
      return set != null || clear != null || flip != null;
    }
  }
}
