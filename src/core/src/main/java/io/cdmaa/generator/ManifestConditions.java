package io.cdmaa.generator;

import com.fasterxml.jackson.databind.JsonNode;
import io.cdmaa.CdmaaException;
import io.cdmaa.generator.Labels.Edit;
import io.cdmaa.generator.ManifestDocument.ConditionPart;
import io.cdmaa.generator.ManifestDocument.DomainPart;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Reads the conditions in a manifest: attributes with their edits, or fixed values. */
final class ManifestConditions {
  private ManifestConditions() {}

  static Optional<Labels> labels(Path path, ConditionPart part) {
    if (part.attributes() == null) {
      return Optional.empty();
    }
    List<Edit> edits = new ArrayList<>();
    for (DomainPart domain : part.parts()) {
      edits.add(
          new Edit(
              domain.name(),
              Optional.ofNullable(domain.value()).map(ManifestConditions::values),
              names(domain.set()),
              names(domain.clear()),
              names(domain.flip())));
    }
    try {
      return Optional.of(
          new Labels(
              part.attributes(),
              Objects.requireNonNullElse(part.form(), Labels.Form.LABEL),
              Objects.requireNonNullElse(part.low(), 0.0),
              Objects.requireNonNullElse(part.high(), 1.0),
              Objects.requireNonNullElse(part.strength(), 1.0),
              Objects.requireNonNullElse(part.exclusive(), List.of()),
              Objects.requireNonNullElse(part.source(), List.of()),
              edits));
    } catch (CdmaaException e) {
      throw ManifestFaults.wrong(path, e);
    }
  }

  /** Reads one name or a list of names. */
  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    if (node != null) {
      (node.isArray() ? node : List.of(node)).forEach(name -> names.add(name.asText()));
    }
    return names;
  }

  static Domain domain(DomainPart part) {
    return new Domain(part.name(), values(part.value()));
  }

  /** Reads numbers in lists, however nested, in their order. */
  private static float[] values(JsonNode value) {
    List<Float> flat = new ArrayList<>();
    flatten(value, flat);
    float[] values = new float[flat.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = flat.get(i);
    }
    return values;
  }

  private static void flatten(JsonNode node, List<Float> into) {
    if (node.isArray()) {
      node.forEach(child -> flatten(child, into));
    } else {
      into.add((float) node.asDouble());
    }
  }
}
