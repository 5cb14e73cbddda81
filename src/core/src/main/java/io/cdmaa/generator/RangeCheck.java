package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.Numbers;
import io.cdmaa.tensor.FloatTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Checks the declared values of black and white against the fakes. With a wrong range every loss
 * and every step has the wrong scale, although the gradient still agrees with the losses.
 */
public final class RangeCheck {
  private static final List<ValueRange> USUAL =
      List.of(new ValueRange(0, 1), ValueRange.SYMMETRIC, new ValueRange(0, 255));

  /** In [-1,1] units, values beyond this exceed their range by half its width. */
  private static final double FAR_OUTSIDE = 2;

  /** Images that use less of their range than this look uniformly grey. */
  private static final double FLAT = 0.04;

  /**
   * The share of its range that a photo must use, because the fake of a flat photo may be flat,
   * too.
   */
  private static final double LIVELY = 0.2;

  /** To match a range, values must use this share of it and exceed it by no more than the slack. */
  private static final double USED = 0.1;

  private static final double SLACK = 0.25;

  private RangeCheck() {}

  /** The extent of the values without the outermost hundredth at each end. */
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
   * Explains why the fakes contradict the declared range of their generator's output.
   *
   * @param photo in [-1,1]
   * @param fakes of that photo, as returned by {@link GeneratorSession#fakes}
   * @return a clause with the generator as its subject; empty if there is no contradiction
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
                "returns values from %.3g to %.3g, which contradict the range [%s, %s] of its"
                    + " output",
                own.low(),
                own.high(),
                Numbers.plain(said.black()),
                Numbers.plain(said.white())))
        : Optional.empty();
  }

  /**
   * Checks that the fakes do not contradict the range.
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
}
