package io.cdmaa;

import java.util.Collection;
import java.util.Comparator;

/** Suggestions for error messages about unknown names. */
public final class Suggestions {
  private Suggestions() {}

  /**
   * Returns the known name with the smallest edit distance to an unknown one.
   *
   * @param name the unknown name
   * @param known at least one name; among equally near names the first is returned
   */
  public static String nearest(String name, Collection<String> known) {
    return known.stream().min(Comparator.comparingInt(k -> distance(k, name))).orElseThrow();
  }

  /** Returns the Levenshtein distance. */
  public static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], above) + 1, diagonal + change);
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
