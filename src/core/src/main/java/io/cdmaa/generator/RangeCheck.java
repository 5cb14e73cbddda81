package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.tensor.FloatTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Holds what a manifest says of black and white against the fakes themselves. With a wrong range
 * every loss and every step is out of scale, while the gradient still agrees with the losses.
 */
public final class RangeCheck {
  private static final List<ValueRange> USUAL =
      List.of(new ValueRange(0, 1), ValueRange.SYMMETRIC, new ValueRange(0, 255));

  /** Beyond this in [-1,1] units values leave their range by half of its width. */
  private static final double FAR_OUTSIDE = 2;

  /** Pictures that use less of their range than this look like one grey. */
  private static final double FLAT = 0.04;

  /** A photo has to use so much of its range, for a fake of a flat one may be flat as well. */
  private static final double LIVELY = 0.2;

  /** Share of a range that values have to use, and by which they may leave it, to lie in it. */
  private static final double USED = 0.1;

  private static final double SLACK = 0.25;

  private RangeCheck() {}

  /** Values without the outermost hundredth on both sides. */
  private record Spread(double low, double high) {
    static Spread of(FloatTensor values) {
      float[] sorted = values.toArray();
      Arrays.sort(sorted);
      int outer = sorted.length / 100;
      return new Spread(sorted[outer], sorted[sorted.length - 1 - outer]);
    }

    double width() {
      return high - low;
    }
  }

  /**
   * Why the fakes cannot lie in the range that their generator's output is said to have.
   *
   * @param photo in [-1,1]
   * @param fakes of that photo, as {@link GeneratorSession#fakes} gives them
   * @return a clause with the generator as its subject; empty if nothing contradicts
   */
  public static Optional<String> contradiction(
      Generator generator, FloatTensor photo, FloatTensor fakes) {
    Spread shown = Spread.of(fakes);
    if (!Double.isFinite(shown.low())
        || !Double.isFinite(shown.high())
        || Spread.of(photo).width() < LIVELY) {
      return Optional.empty();
    }
    ValueRange said = generator.output().range();
    Spread own =
        new Spread(
            shown.low() * said.gain() + said.offset(), shown.high() * said.gain() + said.offset());
    boolean outside = shown.low() < -FAR_OUTSIDE || shown.high() > FAR_OUTSIDE;
    boolean flat =
        shown.width() < FLAT
            && USUAL.stream().anyMatch(r -> width(r) < width(said) && holds(r, own));
    return outside || flat
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "gives values from %.3g to %.3g, which the range [%s, %s] of its output"
                    + " contradicts",
                own.low(),
                own.high(),
                plain(said.black()),
                plain(said.white())))
        : Optional.empty();
  }

  /**
   * Refuses a range that the fakes contradict.
   *
   * @throws CdmaaException naming the generator, the values and the entry of the manifest
   */
  static void require(Generator generator, FloatTensor photo, FloatTensor fakes) {
    contradiction(generator, photo, fakes)
        .ifPresent(
            clause -> {
              throw new CdmaaException(
                  ErrorReason.MANIFEST,
                  "The generator "
                      + generator.name()
                      + " "
                      + clause
                      + "; correct the ranges in its manifest (output: {range: [BLACK, WHITE]}, and"
                      + " that of the image)");
            });
  }

  private static double width(ValueRange range) {
    return Math.abs(range.white() - range.black());
  }

  private static boolean holds(ValueRange range, Spread values) {
    double slack = SLACK * width(range);
    return values.low() >= range.black() - slack
        && values.high() <= range.white() + slack
        && values.width() >= USED * width(range);
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
