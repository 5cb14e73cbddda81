package io.cdmaa.transform;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.Suggestions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which transforms a protection is to survive.
 *
 * @param ranges each as likely as any other and as none at all; none for a protection that is
 *     searched for the file as written only
 */
public record Survival(List<TransformRange> ranges) {
  /** The file as written only. */
  public static final Survival NONE = new Survival(List.of());

  /**
   * A survival with a name.
   *
   * @param name what is written
   * @param survival what it stands for
   * @param description what it is for
   */
  public record Preset(String name, Survival survival, String description) {}

  private static final List<Preset> PRESETS =
      List.of(
          new Preset("none", NONE, "the file as written only"),
          new Preset(
              "posting",
              of("jpeg:75-95,jpeg:70-90,resize:0.5-1,blur:1"),
              "what social networks do: JPEG, scaling and smoothing"),
          new Preset(
              "screenshot",
              of("resize:0.5-1:bilinear,resize:1-1.5:bilinear,brightness:0.85-1.15,jpeg:85-95"),
              "shown on a screen at another size and brightness, and saved"));

  /** Copies the list. */
  public Survival {
    ranges = List.copyOf(ranges);
  }

  private static Survival of(String text) {
    return new Survival(TransformSyntax.ranges(text));
  }

  /** The named ones. */
  public static List<Preset> presets() {
    return PRESETS;
  }

  /**
   * Reads the name of a preset, or ranges between commas; see {@link TransformSyntax}.
   *
   * @throws CdmaaException if it is neither; the message names the nearest known name
   */
  public static Survival parse(String text) {
    String name = text.strip().toLowerCase(Locale.ROOT);
    Map<String, Survival> named = new LinkedHashMap<>();
    PRESETS.forEach(preset -> named.put(preset.name(), preset.survival()));
    if (named.containsKey(name)) {
      return named.get(name);
    }
    boolean word = name.matches("[a-z]+") && !TransformKind.labels().contains(name);
    if (word) {
      List<String> known = new ArrayList<>(named.keySet());
      known.addAll(TransformKind.labels());
      throw new CdmaaException(
          ErrorReason.SETTING,
          "'"
              + text
              + "' is nothing to survive; did you mean '"
              + Suggestions.nearest(name, known)
              + "'? It may be "
              + String.join(", ", named.keySet())
              + ", or transforms such as jpeg:75-95,resize:0.75,blur:1");
    }
    return of(text);
  }

  /** The text that {@link #parse} reads back. */
  public String text() {
    return PRESETS.stream()
        .filter(preset -> preset.survival().equals(this))
        .map(Preset::name)
        .findFirst()
        .orElseGet(
            () -> ranges.stream().map(TransformRange::text).collect(Collectors.joining(",")));
  }

  /** Whether there is nothing to survive. */
  public boolean isNone() {
    return ranges.isEmpty();
  }

  @Override
  public String toString() {
    return text();
  }
}
