package io.cdmaa.transform;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.Suggestions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Lists of transforms after which a photo is evaluated, each applied on its own. */
public final class TransformList {
  /** What happens to a photo on its way: JPEG, WebP, resizing and blur. */
  public static final List<Transform> USUAL =
      List.of(
          Transform.jpeg(95),
          Transform.jpeg(85),
          Transform.jpeg(75),
          Transform.jpeg(50),
          Transform.webp(80),
          Transform.resize(0.75),
          Transform.resize(0.5),
          Transform.blur(1));

  private static final String NAME_OF_USUAL = "usual";
  private static final String NONE = "none";

  private TransformList() {}

  /**
   * Parses {@code none}, or comma-separated transforms, among which {@code usual} stands for {@link
   * #USUAL}.
   *
   * @return no transform twice
   * @throws CdmaaException if one is invalid; the message suggests the nearest known name
   */
  public static List<Transform> parse(String text) {
    if (text.strip().toLowerCase(Locale.ROOT).equals(NONE)) {
      return List.of();
    }
    TransformSyntax.requireNoGap(text);
    Set<Transform> transforms = new LinkedHashSet<>();
    for (String part : text.split(",", -1)) {
      String name = part.strip().toLowerCase(Locale.ROOT);
      if (name.equals(NAME_OF_USUAL)) {
        transforms.addAll(USUAL);
      } else {
        transforms.add(transform(name));
      }
    }
    return List.copyOf(transforms);
  }

  private static Transform transform(String name) {
    boolean word = name.matches("[a-z]+") && !TransformKind.labels().contains(name);
    if (word) {
      List<String> known = new ArrayList<>(List.of(NAME_OF_USUAL, NONE));
      known.addAll(TransformKind.labels());
      throw new CdmaaException(
          ErrorReason.SETTING,
          "'"
              + name
              + "' is not a transform; did you mean '"
              + Suggestions.nearest(name, known)
              + "'? Give usual, none, or transforms such as jpeg:85,resize:0.75,blur:1");
    }
    return Transform.parse(name);
  }

  /** Returns the text that {@link #parse} accepts. */
  public static String text(List<Transform> transforms) {
    if (transforms.isEmpty()) {
      return NONE;
    }
    return transforms.equals(USUAL)
        ? NAME_OF_USUAL
        : transforms.stream().map(Transform::text).collect(Collectors.joining(","));
  }
}
