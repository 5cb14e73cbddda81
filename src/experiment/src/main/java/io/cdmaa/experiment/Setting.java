package io.cdmaa.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * One way to protect the photos, a row of the tables.
 *
 * @param name what tells it from the others, e.g. {@code regularisation=log}
 * @param values what the file says, fixed and varied keys together, in its spelling
 * @param varied the keys that its part of the grid varies
 * @param plan what it means
 */
public record Setting(String name, Map<String, String> values, List<String> varied, Plan plan) {
  /** Copies, keeping the order. */
  public Setting {
    values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
    varied = List.copyOf(varied);
  }

  /**
   * The keys in which two settings differ, sorted; one that is not given differs from any value.
   */
  List<String> differences(Setting other) {
    TreeSet<String> keys = new TreeSet<>(values.keySet());
    keys.addAll(other.values.keySet());
    List<String> differing = new ArrayList<>();
    for (String key : keys) {
      if (!Objects.equals(values.get(key), other.values.get(key))) {
        differing.add(key);
      }
    }
    return differing;
  }

  /** The name as part of a file name: letters, digits, points and dashes. */
  public String slug() {
    return slug(name);
  }

  /** Any text as part of a file name. */
  static String slug(String text) {
    String plain = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-");
    return plain.replaceAll("^[-.]+|[-.]+$", "");
  }
}
