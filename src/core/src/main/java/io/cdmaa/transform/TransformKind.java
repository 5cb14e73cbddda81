package io.cdmaa.transform;

import java.util.List;
import java.util.SplittableRandom;

/**
 * A row in the table of transforms and their text forms {@code NAME:NUMBER:VARIANT}.
 *
 * @param label its name
 * @param placeholder for the number; empty if there is none
 * @param description what it does
 * @param whole whether the number must be an integer
 * @param variants the options after a second colon, the default first
 * @param prefix whether it has a prefix; see {@link Transform#hasPrefix}
 * @param maker creates the transform
 */
record TransformKind(
    String label,
    String placeholder,
    String description,
    boolean whole,
    List<String> variants,
    boolean prefix,
    Maker maker) {
  /** The table. */
  static final List<TransformKind> ALL =
      List.of(
          new TransformKind(
              "jpeg",
              "Q",
              "a JPEG of quality Q, 1 to 100; 444 means no chroma subsampling",
              true,
              Jpeg.Sampling.labels(),
              true,
              (draw, variant) -> new Jpeg((int) draw.next(), Jpeg.Sampling.of(variant))),
          new TransformKind(
              "webp",
              "Q",
              "a lossy WebP of quality Q, 1 to 100",
              true,
              List.of(),
              false,
              (draw, variant) -> new Webp((int) draw.next())),
          new TransformKind(
              "chroma",
              "",
              "chroma subsampling, as in a JPEG, without any other effect",
              false,
              List.of(),
              true,
              (draw, variant) -> new ChromaSubsampling()),
          new TransformKind(
              "resize",
              "F",
              "resized to the fraction F of both sides, 0.05 to 4, and back",
              false,
              Resize.Filter.labels(),
              true,
              (draw, variant) -> new Resize(draw.next(), Resize.Filter.of(variant))),
          new TransformKind(
              "blur",
              "S",
              "a Gaussian blur of standard deviation S pixels, 0.1 to 10",
              false,
              List.of(),
              true,
              (draw, variant) -> new Blur(draw.next())),
          new TransformKind(
              "noise",
              "S",
              "Gaussian noise of standard deviation S levels, above 0, up to 64",
              false,
              List.of(),
              true,
              (draw, variant) -> new Noise(draw.next(), draw.seed())),
          new TransformKind(
              "crop",
              "N",
              "cropped by N pixels at each side, and resized to the photo's size",
              true,
              List.of(),
              true,
              (draw, variant) ->
                  new CropJitter(
                      (int) draw.next(), (int) draw.next(), (int) draw.next(), (int) draw.next())),
          new TransformKind(
              "gamma",
              "G",
              "intensities to the power of G, 0.25 to 4",
              false,
              List.of(),
              true,
              (draw, variant) -> Tone.gamma(draw.next())),
          new TransformKind(
              "brightness",
              "B",
              "intensities times B, 0.25 to 4",
              false,
              List.of(),
              true,
              (draw, variant) -> Tone.brightness(draw.next())));

  /** Creates a transform from numbers and the name of its variant. */
  @FunctionalInterface
  interface Maker {
    Transform make(Draw draw, String variant);
  }

  /**
   * Draws numbers from an interval.
   *
   * @param from the smallest
   * @param to the largest
   * @param whole whether they are integers
   */
  record Draw(double from, double to, boolean whole, SplittableRandom random) {
    double next() {
      if (from == to) {
        return from;
      }
      return whole ? random.nextInt((int) from, (int) to + 1) : random.nextDouble(from, to);
    }

    long seed() {
      return random.nextLong();
    }
  }

  /** Returns the names of all transforms. */
  static List<String> labels() {
    return ALL.stream().map(TransformKind::label).toList();
  }

  boolean numbered() {
    return !placeholder.isEmpty();
  }

  /** Returns its text form, e.g. {@code jpeg:Q}. */
  String syntax() {
    return numbered() ? label + ":" + placeholder : label;
  }

  /** Returns the default variant; empty if there are none. */
  String usual() {
    return variants.isEmpty() ? "" : variants.get(0);
  }
}
