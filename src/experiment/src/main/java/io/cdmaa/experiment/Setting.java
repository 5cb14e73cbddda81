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
 * @param name distinguishes it from the others, for instance {@code regularisation=log}
 * @param values fixed and varied keys together, as written in the file
 * @param varied the keys that its part of the grid varies
 * @param plan the plan that it describes
 */
public record Setting(String name, Map<String, String> values, List<String> varied, Plan plan) {
  /** Copies the collections, keeping the order. */
  public Setting {
    values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
    varied = List.copyOf(varied);
  }

  /**
   * Returns the keys in which two settings differ, sorted; a missing key differs from any value.
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

  /** Returns the name as part of a file name: letters, digits, dots and dashes. */
  public String slug() {
    return slug(name);
  }

  /** Returns any text as part of a file name. */
  static String slug(String text) {
    String plain = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-");
    return plain.replaceAll("^[-.]+|[-.]+$", "");
  }
}
