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
import java.util.stream.Stream;

/** Reads the conditions in a manifest: attributes with their edits, or fixed values. */
final class ManifestConditions {
  /** The maximum length of a list of names or domains. */
  static final int MOST_ENTRIES = 1000;

  private ManifestConditions() {}

  /**
   * Checks that lists are not too long and have no empty entries, as YAML reads after a stray
   * comma.
   */
  static void requireSound(Path path, ConditionPart part) {
    Stream<List<?>> lists =
        Stream.concat(
            Stream.of(part.domains(), part.attributes(), part.exclusive(), part.source()),
            Stream.ofNullable(part.exclusive()).flatMap(List::stream));
    if (lists.anyMatch(list -> list != null && list.stream().anyMatch(Objects::isNull))) {
      throw ManifestFaults.wrong(
          path, "a list of its condition has an empty entry; fill it or leave it out");
    }
    Stream.of(part.parts(), part.attributes(), part.exclusive(), part.source())
        .filter(list -> list != null && list.size() > MOST_ENTRIES)
        .findFirst()
        .ifPresent(
            list -> {
              throw ManifestFaults.wrong(
                  path,
                  "a list of its condition has "
                      + list.size()
                      + " entries, and at most "
                      + MOST_ENTRIES
                      + " are read; keep those that matter");
            });
  }

  static Optional<Labels> labels(Path path, ConditionPart part) {
    if (part.attributes() == null || part.attributes().isEmpty()) {
      if (part.speaksOfAttributes()) {
        throw ManifestFaults.wrong(
            path,
            "its condition speaks of attributes without naming them; add a line 'attributes:"
                + " [NAME, ...]' in the order of the condition's values");
      }
      return Optional.empty();
    }
    List<Edit> edits = new ArrayList<>();
    for (DomainPart domain : part.parts()) {
      if (domain.name() == null) {
        throw ManifestFaults.wrong(path, "a domain lacks its name; give one");
      }
      edits.add(
          new Edit(
              domain.name(),
              Optional.ofNullable(domain.value()).map(value -> values(path, value)),
              names(path, domain.set()),
              names(path, domain.clear()),
              names(path, domain.flip())));
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
  private static List<String> names(Path path, JsonNode node) {
    if (node == null) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    (node.isArray() ? node : List.of(node))
        .forEach(
            name -> {
              if (!name.isTextual()) {
                throw ManifestFaults.wrong(
                    path,
                    "the edit "
                        + (name.isNull() ? "''" : name)
                        + " is no attribute's name nor a list of them");
              }
              names.add(name.asText());
            });
    return names;
  }

  static Domain domain(Path path, DomainPart part) {
    if (part.name() == null || part.value() == null) {
      throw ManifestFaults.wrong(path, "a domain lacks its name or its value; give both");
    }
    return new Domain(part.name(), values(path, part.value()));
  }

  private static float[] values(Path path, JsonNode value) {
    List<Float> flat = new ArrayList<>();
    flatten(path, value, flat);
    float[] values = new float[flat.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = flat.get(i);
    }
    return values;
  }

  private static void flatten(Path path, JsonNode node, List<Float> into) {
    if (node.isArray()) {
      node.forEach(child -> flatten(path, child, into));
    } else if (node.isNumber()) {
      into.add((float) node.asDouble());
    } else {
      throw ManifestFaults.wrong(
          path,
          "the domain value "
              + (node.isNull() ? "''" : node)
              + " is no number; give a list of numbers");
    }
  }
}
