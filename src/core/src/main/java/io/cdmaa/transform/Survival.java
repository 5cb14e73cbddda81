package io.cdmaa.transform;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.Ranges;
import io.cdmaa.Suggestions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * The transforms that a protection must survive, and how the search treats them.
 *
 * @param ranges each drawn as often as any other, and as often as no transform; empty for a
 *     protection optimised only for the file as written
 * @param strategy which gradient a step follows
 * @param effort passes of each generator per iteration, above 0 and at most 100: steps through one
 *     transform, or what a step averages
 * @param encoder what the file's own encoding does to the photo, before any other transform; empty
 *     for a lossless file
 */
public record Survival(
    List<TransformRange> ranges,
    SurvivalStrategy strategy,
    double effort,
    Optional<Transform> encoder) {
  /** Keeps a search below twice the time of one without transforms. */
  private static final double DEFAULT_EFFORT = 1.8;

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
              of(
                  "jpeg:92-98,jpeg:92-98,jpeg:92-98,jpeg:92-98,jpeg:92-98,jpeg:75-90,"
                      + "blur:0.7-1.3,blur:0.7-1.3"),
              "what social networks do: JPEG, scaling and smoothing"),
          new Preset(
              "screenshot",
              of("resize:0.5-1:bilinear,resize:1-1.5:bilinear,brightness:0.85-1.15,jpeg:85-95"),
              "shown on a screen at another size and brightness, and saved"));

  /**
   * Copies the list. Without transforms the other parts have their default values.
   *
   * @throws CdmaaException if a search cannot optimise through one of the transforms
   */
  public Survival {
    Ranges.above("survive-effort", effort, 0, 100);
    ranges = List.copyOf(ranges);
    for (TransformRange range : ranges) {
      if (!range.hasPrefix()) {
        throw new CdmaaException(
            ErrorReason.SETTING,
            "'"
                + range.text()
                + "' has no differentiable form, so a photo can only be evaluated after it; survive"
                + " a JPEG instead");
      }
    }
    if (ranges.isEmpty()) {
      strategy = SurvivalStrategy.EXPECTATION;
      effort = DEFAULT_EFFORT;
    }
  }

  /** Creates one with the default strategy and effort. */
  public Survival(List<TransformRange> ranges) {
    this(ranges, SurvivalStrategy.EXPECTATION, DEFAULT_EFFORT, Optional.empty());
  }

  /** Returns the same transforms with another strategy. */
  public Survival withStrategy(SurvivalStrategy other) {
    return new Survival(ranges, other, effort, encoder);
  }

  /** Returns the same transforms with another effort. */
  public Survival withEffort(double other) {
    return new Survival(ranges, strategy, other, encoder);
  }

  /** Returns the same transforms of a file with another encoder. */
  public Survival writtenBy(Optional<Transform> other) {
    return new Survival(ranges, strategy, effort, other);
  }

  /** Returns how many slots a search draws from: the file as written, and each range. */
  public int slots() {
    return 1 + ranges.size();
  }

  /** Returns the first slot with the same range as a slot: a range may be named several times. */
  public int firstLike(int slot) {
    return slot == 0 ? 0 : 1 + ranges.indexOf(ranges.get(slot - 1));
  }

  /**
   * Draws a transform of the photo that the search optimises.
   *
   * @param slot 0 for the file as written, else a range, from 1
   * @return the encoder, the transform, or both in sequence; empty for a lossless file as written
   */
  public Optional<Transform> draw(int slot, SplittableRandom random) {
    if (slot == 0) {
      return encoder;
    }
    Transform drawn = ranges.get(slot - 1).draw(random.split());
    return Optional.of(encoder.isPresent() ? new Chain(List.of(encoder.get(), drawn)) : drawn);
  }

  /** Returns how many transforms are evaluated per step. */
  public int looks() {
    return strategy == SurvivalStrategy.AVERAGE ? (int) Math.max(1, Math.round(effort)) : 1;
  }

  /** Returns the number of steps of a search. */
  public int steps(int iterations) {
    return isNone() ? iterations : (int) Math.max(1, Math.round(iterations * effort / looks()));
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
    String name = normal(text);
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
              + "' is neither a preset nor a transform; did you mean '"
              + Suggestions.nearest(name, known)
              + "'? Give "
              + String.join(", ", named.keySet())
              + ", or transforms such as jpeg:75-95,resize:0.75,blur:1");
    }
    requireNoPreset(text);
    return of(text);
  }

  private static void requireNoPreset(String list) {
    List<String> parts = Arrays.stream(list.split(",")).map(Survival::normal).toList();
    for (Preset preset : PRESETS) {
      if (parts.contains(preset.name())) {
        List<TransformRange> own = preset.survival().ranges();
        throw new CdmaaException(
            ErrorReason.SETTING,
            "'"
                + preset.name()
                + "' cannot be one of several in '"
                + list
                + "'; give it alone"
                + (own.isEmpty() ? "" : ", or list its transforms, " + written(own)));
      }
    }
  }

  private static String normal(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  private static String written(List<TransformRange> ranges) {
    return ranges.stream().map(TransformRange::text).collect(Collectors.joining(","));
  }

  /** Returns the text of the transforms that {@link #parse} accepts. */
  public String text() {
    return PRESETS.stream()
        .filter(preset -> preset.survival().ranges().equals(ranges))
        .map(Preset::name)
        .findFirst()
        .orElseGet(() -> written(ranges));
  }

  /** Returns whether there are no transforms, besides that of the file's encoder. */
  public boolean isNone() {
    return ranges.isEmpty();
  }

  /** Returns whether the search sees the photo as it is. */
  public boolean isPlain() {
    return isNone() && encoder.isEmpty();
  }

  @Override
  public String toString() {
    return text();
  }
}
