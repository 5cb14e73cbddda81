package io.cdmaa.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.tensor.FloatTensor;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JustNoticeableTest {
  private static Photo grey(int width, int height, IntBinaryOperator level) {
    FloatTensor pixels = FloatTensor.zeros(1, height, width);
    for (int at = 0; at < pixels.size(); at++) {
      pixels.set(at, Levels.EIGHT_BIT.value(level.applyAsInt(at % width, at / width)));
    }
    return new Photo(pixels, Optional.empty(), 8, Optional.empty());
  }

  /**
   * The published 20 and 11.5 levels at 0 and 31.75 are too many; at 102.87, which is 0.81 of 127,
   * the root is 0.9: 1.7 + 3. 191 is halfway to 255.
   */
  @ParameterizedTest
  @CsvSource({"0, 6", "31.75, 6", "102.87, 4.7", "127, 3", "191, 4.5", "255, 6"})
  void luminanceAdaptationHasThePublishedValuesUpToThatOfWhite(double background, double expected) {
    assertThat(JustNoticeable.adaptation(background)).isCloseTo(expected, within(1e-12));
  }

  @Test
  void whatMasksTwiceCountsOnlyInPart() {
    assertThat(JustNoticeable.combined(10, 4)).isCloseTo(12.8, within(1e-12));
    assertThat(JustNoticeable.combined(4, 10)).isCloseTo(12.8, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({"0, 6", "127, 3", "191, 4.5", "255, 6"})
  void aFlatPhotoHasTheDifferenceOfItsBackground(int level, double expected) {
    double[] everywhere = new double[15];
    Arrays.fill(everywhere, expected);

    assertThat(JustNoticeable.of(grey(5, 3, (x, y) -> level)))
        .containsExactly(everywhere, within(1e-3));
  }

  /**
   * Stripes of 107 and 147 change sign at every other pixel, so their mean in the window is 127
   * with an error below 0.001 and their deviation is 20: 3 + 0.7 x 20 - 0.3 x 3 = 16.1.
   */
  @Test
  void stripesMaskByTheirDeviation() {
    Photo stripes = grey(40, 40, (x, y) -> x % 2 == 0 ? 107 : 147);

    assertThat(JustNoticeable.of(stripes)[20 * 40 + 20]).isCloseTo(16.1, within(0.01));
  }

  /** Pure green of level 255 has luma 0.587 x 255 = 149.685. */
  @Test
  void coloursCountByTheirLuma() {
    FloatTensor green = FloatTensor.zeros(3, 4, 4);
    for (int d = 0; d < green.size(); d++) {
      green.set(d, d / 16 == 1 ? 1 : -1);
    }
    double[] everywhere = new double[16];
    Arrays.fill(everywhere, 3 * (149.685 - 127) / 128 + 3);

    assertThat(JustNoticeable.of(new Photo(green, Optional.empty(), 8, Optional.empty())))
        .containsExactly(everywhere, within(1e-3));
  }

  /** Mean and deviation in the plain two-dimensional window, in double. */
  @Test
  void agreesWithTheDefinitionAtEveryPixel() {
    SplittableRandom random = new SplittableRandom(7);
    int width = 13;
    int height = 9;
    int[] levels = random.ints((long) width * height, 0, 256).toArray();
    double[] noticeable = JustNoticeable.of(grey(width, height, (x, y) -> levels[y * width + x]));

    for (int at = 0; at < levels.length; at++) {
      double weights = 0;
      double mean = 0;
      double square = 0;
      for (int dy = -5; dy <= 5; dy++) {
        for (int dx = -5; dx <= 5; dx++) {
          int x = Math.max(0, Math.min(width - 1, at % width + dx));
          int y = Math.max(0, Math.min(height - 1, at / width + dy));
          double weight = Math.exp(-(dx * dx + dy * dy) / 4.5);
          weights += weight;
          mean += weight * levels[y * width + x];
          square += weight * levels[y * width + x] * levels[y * width + x];
        }
      }
      double b = mean / weights;
      double masking = 0.7 * Math.sqrt(square / weights - b * b);
      double dark = Math.min(6, 17 * (1 - Math.sqrt(b / 127)) + 3);
      double adaptation = b <= 127 ? dark : 3 * (b - 127) / 128 + 3;
      double expected = adaptation + masking - 0.3 * Math.min(adaptation, masking);
      assertThat(noticeable[at]).isCloseTo(expected, within(1e-3));
    }
  }

  @Test
  void nothingIsBelowTheThresholdOnMidGrey() {
    Photo noise = grey(64, 64, (x, y) -> (x * 73 + y * 151) % 256);
    assertThat(Arrays.stream(JustNoticeable.of(noise)).min().orElseThrow())
        .isGreaterThanOrEqualTo(3);
  }
}
