package io.cdmaa.transform;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * A transform, or a random one from a range, such as {@code jpeg:75-95} or {@code
 * resize:0.5-1+jpeg:80}.
 */
public final class TransformRange {
  /**
   * One transform of a chain.
   *
   * @param kind its kind
   * @param from the smallest number
   * @param to the largest number; draws are uniform in between
   * @param variant one of the kind's variants; empty if it has none
   */
  record Part(TransformKind kind, double from, double to, String variant) {
    Transform draw(SplittableRandom random) {
      return kind.maker().make(new TransformKind.Draw(from, to, kind.whole(), random), variant);
    }

    /** Creates the transforms at both ends, which validate their numbers. */
    void check() {
      with(from);
      largest();
    }

    Transform largest() {
      return with(to);
    }

    private Transform with(double number) {
      return new Part(kind, number, number, variant).draw(new SplittableRandom(0));
    }

    String text() {
      String numbers =
          TransformSyntax.number(from) + (from == to ? "" : "-" + TransformSyntax.number(to));
      return kind.label()
          + (kind.numbered() ? ":" + numbers : "")
          + (variant.equals(kind.usual()) ? "" : ":" + variant);
    }
  }

  private final List<Part> parts;

  TransformRange(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /** Returns whether it is always the same transform, apart from noise. */
  public boolean isSingle() {
    return parts.stream().allMatch(part -> part.from() == part.to());
  }

  /** Returns whether a search can optimise through it; see {@link Transform#hasPrefix}. */
  public boolean hasPrefix() {
    return draw(new SplittableRandom(0)).hasPrefix();
  }

  /**
   * Rejects photos that a transform of the range may leave nothing of.
   *
   * @param height of the photo in pixels
   * @param width of the photo in pixels
   * @throws io.cdmaa.CdmaaException if the photo is too small
   */
  public void requireRoom(int height, int width) {
    parts.forEach(part -> part.largest().requireRoom(height, width));
  }

  /** Draws a transform. */
  public Transform draw(SplittableRandom random) {
    List<Transform> drawn = parts.stream().map(part -> part.draw(random)).toList();
    return drawn.size() == 1 ? drawn.get(0) : new Chain(drawn);
  }

  /** Returns the text that {@link TransformSyntax#range} accepts. */
  public String text() {
    return parts.stream().map(Part::text).collect(Collectors.joining("+"));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TransformRange range && range.parts.equals(parts);
  }

  @Override
  public int hashCode() {
    return parts.hashCode();
  }

  @Override
  public String toString() {
    return text();
  }
}
