package io.cdmaa;

import java.util.Collection;
import java.util.Comparator;

/** For messages about names that nobody knows. */
public final class Suggestions {
  private Suggestions() {}

  /**
   * The known name that is fewest letters away from one that is not known.
   *
   * @param name what was written
   * @param known at least one name; of equally near ones the first is taken
   */
  public static String nearest(String name, Collection<String> known) {
    return known.stream().min(Comparator.comparingInt(k -> distance(k, name))).orElseThrow();
  }

  /** Levenshtein's edit distance. */
  private static int distance(String a, String b) {
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
