package io.cdmaa.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.image.ChromaResolution;
import io.cdmaa.image.Crop;
import io.cdmaa.image.Levels;
import io.cdmaa.image.Photo;
import io.cdmaa.tensor.FloatTensor;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ChangeLimitsTest {
  private static final double MOST = 0.06;

  /** A random photo of up to 7 x 7 pixels with a random crop and limits of up to 23 levels. */
  private static final class Case {
    final SplittableRandom random;
    final Levels levels;
    final Photo photo;
    final Crop crop;
    final double[] shares;
    final double radius;
    final boolean limitsMean;
    final ChromaResolution chroma;
    final ChangeLimits limits;

    Case(long seed, ChromaResolution chroma) {
      random = new SplittableRandom(seed);
      int depth = random.nextInt(4) == 0 ? 16 : 8;
      levels = Levels.of(depth);
      int width = random.nextInt(1, 8);
      int height = random.nextInt(1, 8);
      FloatTensor pixels = FloatTensor.zeros(3, height, width);
      for (int d = 0; d < pixels.size(); d++) {
        int anywhere = random.nextInt(levels.max() + 1);
        int nearTheEnds = random.nextInt(4) * (random.nextBoolean() ? 1 : -1);
        pixels.set(
            d,
            levels.value(
                random.nextBoolean() ? anywhere : Math.floorMod(nearTheEnds, levels.max() + 1)));
      }
      photo = new Photo(pixels, Optional.empty(), depth, Optional.empty());
      int x = random.nextInt(width);
      int y = random.nextInt(height);
      crop = new Crop(x, y, random.nextInt(1, width - x + 1), random.nextInt(1, height - y + 1));
      shares = new double[crop.width() * crop.height()];
      for (int i = 0; i < shares.length; i++) {
        shares[i] = random.nextInt(5) == 0 ? 0 : random.nextDouble(0, 3);
      }
      this.chroma = chroma;
      radius = random.nextDouble(0, 0.1) * Math.sqrt(3.0 * shares.length);
      Optional<ChangeLimits.Mean> mean =
          random.nextBoolean() ? Optional.of(new ChangeLimits.Mean(radius, 1)) : Optional.empty();
      limitsMean = mean.isPresent();
      limits = new ChangeLimits(photo, crop, shares, MOST, mean, chroma);
    }

    FloatTensor before() {
      return crop.extract(photo.pixels());
    }

    FloatTensor anywhere(double reach) {
      FloatTensor x = before();
      for (int d = 0; d < x.size(); d++) {
        x.set(d, (float) (x.get(d) + random.nextDouble(-reach, reach)));
      }
      return x;
    }

    /** Returns the change of a channel of the whole photo, in levels. */
    int[] levelChange(FloatTensor x, int channel) {
      FloatTensor after = crop.paste(photo.pixels(), x);
      int plane = photo.width() * photo.height();
      int[] change = new int[plane];
      for (int i = 0; i < plane; i++) {
        int at = channel * plane + i;
        change[i] = levels.nearest(after.get(at)) - levels.nearest(photo.pixels().get(at));
        assertThat(after.get(at)).isEqualTo(levels.value(levels.nearest(after.get(at))));
      }
      return change;
    }

    /** Asserts what the limits promise of a written photo, from their definition. */
    void requireKept(FloatTensor x) {
      double sum = 0;
      for (int d = 0; d < x.size(); d++) {
        int change = levels.nearest(x.get(d)) - levels.nearest(before().get(d));
        double share = shares[d % shares.length];
        double most = MOST * share * levels.max() / 2;
        assertThat((double) Math.abs(change)).isLessThanOrEqualTo(most + 1e-9);
        sum += change == 0 ? 0 : Math.pow(change * 2.0 / levels.max() / share, 2);
      }
      if (limitsMean) {
        assertThat(Math.sqrt(sum)).isLessThanOrEqualTo(radius);
      }
      int[] red = levelChange(x, 0);
      int[] green = levelChange(x, 1);
      int[] blue = levelChange(x, 2);
      for (int i = 0; i < red.length; i++) {
        int row = i / photo.width();
        int column = i % photo.width();
        int first = (row - row % 2) * photo.width() + column - column % 2;
        if (chroma != ChromaResolution.FULL) {
          assertThat(red[i] - green[i]).isEqualTo(red[first] - green[first]);
          assertThat(blue[i] - green[i]).isEqualTo(blue[first] - green[first]);
        }
        if (chroma == ChromaResolution.NONE) {
          assertThat(red[i]).isEqualTo(green[i]).isEqualTo(blue[i]);
        }
      }
    }
  }

  @Property(seed = "1", tries = 400, shrinking = ShrinkingMode.OFF)
  void aWrittenPhotoKeepsEveryLimitInLevelsAndTheResolutionOfItsChroma(
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed, @ForAll ChromaResolution chroma) {
    Case any = new Case(seed, chroma);
    FloatTensor written = any.limits.quantized(any.anywhere(0.4));

    any.requireKept(written);
    assertThat(any.limits.quantized(written).toArray()).isEqualTo(written.toArray());
  }

  @Property(seed = "1", tries = 400, shrinking = ShrinkingMode.OFF)
  void projectionLandsInTheSetAndStaysThere(
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed, @ForAll ChromaResolution chroma) {
    Case any = new Case(seed, chroma);
    FloatTensor x = any.anywhere(0.4);
    any.limits.project(x);
    FloatTensor again = x.copy();
    any.limits.project(again);

    FloatTensor before = any.before();
    double sum = 0;
    for (int d = 0; d < x.size(); d++) {
      double share = any.shares[d % any.shares.length];
      double change = Math.abs((double) x.get(d) - before.get(d));
      assertThat(change).isLessThanOrEqualTo(MOST * share);
      sum += change == 0 ? 0 : Math.pow(change / share, 2);
      assertThat(x.get(d)).isBetween(-1f, 1f);
      assertThat(again.get(d)).isCloseTo(x.get(d), within(1e-6f));
    }
    if (any.limitsMean) {
      assertThat(Math.sqrt(sum)).isLessThanOrEqualTo(any.radius);
    }
    if (chroma != ChromaResolution.FULL) {
      requireChroma(any, x);
    }
  }

  private static void requireChroma(Case any, FloatTensor x) {
    FloatTensor after = any.crop.paste(any.photo.pixels(), x);
    int width = any.photo.width();
    int plane = width * any.photo.height();
    for (int i = 0; i < plane; i++) {
      int row = i / width;
      int first = (row - row % 2) * width + i % width - i % width % 2;
      for (int c : new int[] {0, 2}) {
        double here = chroma(any, after, c, i);
        assertThat(here).isCloseTo(chroma(any, after, c, first), within(1e-6));
        if (any.chroma == ChromaResolution.NONE) {
          assertThat(here).isCloseTo(0, within(1e-6));
        }
      }
    }
  }

  /** Returns the change of a channel minus that of green. */
  private static double chroma(Case any, FloatTensor after, int channel, int pixel) {
    int plane = any.photo.width() * any.photo.height();
    FloatTensor before = any.photo.pixels();
    double change =
        (double) after.get(channel * plane + pixel) - before.get(channel * plane + pixel);
    return change - ((double) after.get(plane + pixel) - before.get(plane + pixel));
  }

  /** A change that was put together from a grey one and one colour per block, within limits. */
  @Property(seed = "1", tries = 300, shrinking = ShrinkingMode.OFF)
  void aPermittedChangeStaysAsItIs(@ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FloatTensor pixels = FloatTensor.zeros(3, 4, 6);
    for (int d = 0; d < pixels.size(); d++) {
      pixels.set(d, Levels.EIGHT_BIT.value(random.nextInt(10, 246)));
    }
    Photo photo = new Photo(pixels, Optional.empty(), 8, Optional.empty());
    double[] epsilon = new double[24];
    FloatTensor changed = pixels.copy();
    for (int block = 0; block < 6; block++) {
      int[] colour = {random.nextInt(-3, 4), 0, random.nextInt(-3, 4)};
      for (int p = 0; p < 4; p++) {
        int at = (block / 3 * 2 + p / 2) * 6 + block % 3 * 2 + p % 2;
        int grey = random.nextInt(-4, 5);
        int largest = 0;
        for (int c = 0; c < 3; c++) {
          int d = c * 24 + at;
          int level = Levels.EIGHT_BIT.nearest(pixels.get(d)) + grey + colour[c];
          changed.set(d, Levels.EIGHT_BIT.value(level));
          largest = Math.max(largest, Math.abs(grey + colour[c]));
        }
        epsilon[at] = largest / 127.5;
      }
    }
    ChangeLimits limits =
        new ChangeLimits(
            photo, Crop.whole(6, 4), epsilon, 1, Optional.empty(), ChromaResolution.HALF);

    assertThat(limits.quantized(changed).toArray()).isEqualTo(changed.toArray());
    FloatTensor projected = changed.copy();
    limits.project(projected);
    for (int d = 0; d < changed.size(); d++) {
      assertThat(projected.get(d)).isCloseTo(changed.get(d), within(1e-6f));
    }
  }

  /**
   * Four grey pixels of level 100, limits of 6 levels. Wanted: +6 red, -6 green, 0 blue in all of
   * them, and 8 levels brighter in the first. Clipped, the first one wants (6, 2, 6). The mean of
   * red - green is then (4 + 12 + 12 + 12) / 4 = 10 and of blue - green (4 + 6 + 6 + 6) / 4 = 5.5,
   * rounded 6. The grey part of the first pixel is (6 + 2 + 6 - 10 - 6) / 3 = -2/3, rounded -1, and
   * that of the others (0 - 16) / 3, rounded -5; all lie in the permitted -6 to -4, the first after
   * it was clipped to -4.
   */
  @Test
  void aBlockWorkedOutByHand() {
    FloatTensor pixels = FloatTensor.zeros(3, 2, 2);
    FloatTensor wanted = FloatTensor.zeros(3, 2, 2);
    int[] colour = {6, -6, 0};
    for (int d = 0; d < 12; d++) {
      pixels.set(d, Levels.EIGHT_BIT.value(100));
      wanted.set(d, Levels.EIGHT_BIT.value(100 + colour[d / 4] + (d % 4 == 0 ? 8 : 0)));
    }
    double limit = 6 / 127.5;
    ChangeLimits limits =
        new ChangeLimits(
            new Photo(pixels, Optional.empty(), 8, Optional.empty()),
            Crop.whole(2, 2),
            new double[] {limit, limit, limit, limit},
            1,
            Optional.empty(),
            ChromaResolution.HALF);

    FloatTensor written = limits.quantized(wanted);

    int[] levels = new int[12];
    for (int d = 0; d < 12; d++) {
      levels[d] = Levels.EIGHT_BIT.nearest(written.get(d)) - 100;
    }
    assertThat(levels).containsExactly(6, 5, 5, 5, -4, -5, -5, -5, 2, 1, 1, 1);
  }

  /** Compared with all colours on a grid, each with the grey change that suits it best. */
  @Property(seed = "1", tries = 100, shrinking = ShrinkingMode.OFF)
  void noPermittedChangeOfABlockGainsMoreThanTheSteepest(
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FloatTensor gradient = FloatTensor.zeros(3, 2, 2);
    double shared = random.nextDouble(0, 2);
    double[] common = {
      random.nextDouble(-1, 1), random.nextDouble(-1, 1), random.nextDouble(-1, 1)
    };
    for (int d = 0; d < 12; d++) {
      gradient.set(d, (float) (random.nextDouble(-1, 1) + shared * common[d / 4]));
    }
    ChangeLimits limits =
        new ChangeLimits(
            new Photo(FloatTensor.zeros(3, 2, 2), Optional.empty(), 16, Optional.empty()),
            Crop.whole(2, 2),
            new double[] {2, 2, 2, 2},
            0.05,
            Optional.empty(),
            ChromaResolution.HALF);
    FloatTensor step = gradient.copy();
    limits.steepest(step);
    double gain = 0;
    for (int d = 0; d < 12; d++) {
      gain += gradient.get(d) * step.get(d);
      assertThat(Math.abs(step.get(d))).isLessThanOrEqualTo(2 + 1e-6f);
    }
    for (double u = -4; u <= 4; u += 0.5) {
      for (double v = -4; v <= 4; v += 0.5) {
        double[] colour = {u, 0, v};
        double low = Math.min(0, Math.min(u, v));
        double high = Math.max(0, Math.max(u, v));
        if (high - low > 4) {
          continue;
        }
        double best = 0;
        for (int p = 0; p < 4; p++) {
          double grey = gradient.get(p) + gradient.get(4 + p) + gradient.get(8 + p);
          best += grey * (grey > 0 ? 2 - high : -2 - low);
          for (int c = 0; c < 3; c++) {
            best += gradient.get(4 * c + p) * colour[c];
          }
        }
        assertThat(gain).isGreaterThanOrEqualTo(best - 1e-5);
      }
    }
  }

  /**
   * The direction of largest gain per norm in a subspace is where the gradient's gain is stationary
   * on the sphere: the gain of any permitted change is its scalar product with the step, weighted
   * by 1 / share^2, up to one factor.
   */
  @Property(seed = "1", tries = 100, shrinking = ShrinkingMode.OFF)
  void theSteepestStepByNormIsTheGradientWithinTheSet(
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed, @ForAll ChromaResolution chroma) {
    SplittableRandom random = new SplittableRandom(seed);
    int pixels = 24;
    FloatTensor gradient = FloatTensor.zeros(3, 4, 6);
    double[] shares = new double[pixels];
    for (int d = 0; d < 3 * pixels; d++) {
      gradient.set(d, (float) random.nextDouble(-1, 1));
      shares[d % pixels] = random.nextDouble(0.2, 3);
    }
    ChangeLimits limits =
        new ChangeLimits(
            new Photo(FloatTensor.zeros(3, 4, 6), Optional.empty(), 8, Optional.empty()),
            Crop.whole(6, 4),
            shares,
            0.05,
            Optional.of(new ChangeLimits.Mean(1, 5)),
            chroma);
    FloatTensor step = gradient.copy();
    limits.steepest(step);

    assertThat(weighted(step, step, shares)).isCloseTo(25, within(1e-3));
    double factor = dot(gradient, step) / weighted(step, step, shares);
    for (int i = 0; i < 20; i++) {
      FloatTensor permitted = permitted(random, chroma);
      assertThat(dot(gradient, permitted))
          .isCloseTo(factor * weighted(step, permitted, shares), within(1e-3));
    }
  }

  /** Returns a random change of 4 x 6 pixels whose chroma has the resolution. */
  private static FloatTensor permitted(SplittableRandom random, ChromaResolution chroma) {
    FloatTensor change = FloatTensor.zeros(3, 4, 6);
    double[] colour = new double[18];
    for (int i = 0; i < colour.length; i++) {
      colour[i] = chroma == ChromaResolution.NONE ? 0 : random.nextDouble(-1, 1);
    }
    double[] grey = new double[24];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = random.nextDouble(-1, 1);
    }
    for (int d = 0; d < change.size(); d++) {
      int at = d % 24;
      int block = at / 12 * 3 + at % 6 / 2;
      double free = chroma == ChromaResolution.FULL ? random.nextDouble(-1, 1) : 0;
      change.set(d, (float) (grey[at] + colour[d / 24 * 6 + block] + free));
    }
    return change;
  }

  private static double dot(FloatTensor a, FloatTensor b) {
    double sum = 0;
    for (int d = 0; d < a.size(); d++) {
      sum += (double) a.get(d) * b.get(d);
    }
    return sum;
  }

  private static double weighted(FloatTensor a, FloatTensor b, double[] shares) {
    double sum = 0;
    for (int d = 0; d < a.size(); d++) {
      sum += a.get(d) * b.get(d) / Math.pow(shares[d % shares.length], 2);
    }
    return sum;
  }
}
