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
 * The transforms that a protection must survive.
 *
 * @param ranges each drawn as often as any other, and as often as no transform; empty for a
 *     protection optimised only for the file as written
 */
public record Survival(List<TransformRange> ranges) {
  /** Only the file as written. */
  public static final Survival NONE = new Survival(List.of());

  /**
   * A named survival.
   *
   * @param name its name on the command line
   * @param survival the transforms
   * @param description its purpose
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

  /** Returns the presets. */
  public static List<Preset> presets() {
    return PRESETS;
  }

  /**
   * Parses the name of a preset, or comma-separated ranges; see {@link TransformSyntax}.
   *
   * @throws CdmaaException if it is neither; the message suggests the nearest known name
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

  /** Returns the text that {@link #parse} accepts. */
  public String text() {
    return PRESETS.stream()
        .filter(preset -> preset.survival().equals(this))
        .map(Preset::name)
        .findFirst()
        .orElseGet(
            () -> ranges.stream().map(TransformRange::text).collect(Collectors.joining(",")));
  }

  /** Returns whether there are no transforms. */
  public boolean isNone() {
    return ranges.isEmpty();
  }

  @Override
  public String toString() {
    return text();
  }
}
