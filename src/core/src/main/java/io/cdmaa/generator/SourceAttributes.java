package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.Suggestions;
import java.util.Collection;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The known attributes of the face on one photo, by CelebA's names. Names are not case-sensitive,
 * and spaces and underscores are equivalent.
 *
 * @param values whether the face has an attribute; an attribute that is missing is unknown
 */
public record SourceAttributes(Map<String, Boolean> values) {
  /** No known attributes: generators assume the neutral source that their manifest states. */
  public static final SourceAttributes UNKNOWN = new SourceAttributes(Map.of());

  /** Normalises the names. */
  public SourceAttributes {
    SortedMap<String, Boolean> plain = new TreeMap<>();
    values.forEach((name, value) -> plain.put(key(name), value));
    values = Collections.unmodifiableMap(plain);
  }

  /**
   * Parses a command-line argument.
   *
   * @param text {@code NAME=1,NAME=0,...}; 1 or true if the face has the attribute, 0, -1 or false
   *     if not
   * @throws CdmaaException if the text is malformed or names an attribute twice
   */
  public static SourceAttributes parse(String text) {
    Map<String, Boolean> values = new TreeMap<>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? "" : key(part.substring(0, equals));
      String value = part.substring(equals + 1).strip().toLowerCase(Locale.ROOT);
      boolean has = value.equals("1") || value.equals("true");
      boolean hasNot = value.equals("0") || value.equals("-1") || value.equals("false");
      if (name.isEmpty() || (!has && !hasNot)) {
        throw new CdmaaException(
            ErrorReason.ATTRIBUTES,
            "The attribute '"
                + part.strip()
                + "' is not of the form NAME=1 or NAME=0; write for instance"
                + " Black_Hair=1,Male=0");
      }
      if (values.put(name, has) != null) {
        throw new CdmaaException(
            ErrorReason.ATTRIBUTES, "The attribute '" + name + "' is given twice; give it once");
      }
    }
    return new SourceAttributes(values);
  }

  /** Returns the normalised form of a name, for comparison. */
  static String key(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replace(' ', '_');
  }

  /** Returns whether the face has the attribute, if that is known. */
  public Optional<Boolean> get(String name) {
    return Optional.ofNullable(values.get(key(name)));
  }

  /**
   * Checks that every name is known to at least one generator, since unknown names are mostly
   * misspelt.
   *
   * @throws CdmaaException suggesting the nearest attribute of a generator
   */
  public void requireKnown(Collection<Generator> generators) {
    Map<String, String> known = new TreeMap<>();
    for (Generator generator : generators) {
      generator.labels().ifPresent(l -> l.attributes().forEach(a -> known.put(key(a), a)));
    }
    for (String name : values.keySet()) {
      if (known.isEmpty()) {
        throw new CdmaaException(
            ErrorReason.ATTRIBUTES,
            "None of the generators takes attributes of the photo; leave them out, or declare them"
                + " in a manifest (condition: {attributes: [...]})");
      }
      if (!known.containsKey(name)) {
        throw new CdmaaException(
            ErrorReason.ATTRIBUTES,
            "None of the generators knows the attribute '"
                + name
                + "'; did you mean '"
                + known.get(Suggestions.nearest(name, known.keySet()))
                + "'? They know "
                + String.join(", ", known.values()));
      }
    }
  }
}
