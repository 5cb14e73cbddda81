package io.cdmaa.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.tensor.FloatTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class GmsdTest {
  /** The image that tools/metric_values.py makes, on [-1, 1]. */
  private static FloatTensor image(int height, int width, int seed) {
    FloatTensor image = FloatTensor.zeros(3, height, width);
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int level = c * 31 + y * 13 + x * 29 + seed * (y * y + 3 * x * c + 5 * x);
          image.set((c * height + y) * width + x, (float) (level % 256 / 127.5 - 1));
        }
      }
    }
    return image;
  }

  /** tools/metric_values.py gmsd wrote the values. */
  @ParameterizedTest
  @CsvFileSource(resources = "/evaluation/gmsd.csv")
  void itIsThatOfSciPysConvolutions(int height, int width, int a, int b, double expected) {
    assertThat(Gmsd.between(image(height, width, a), image(height, width, b)))
        .isEqualTo(expected, within(1e-6));
  }

  @Test
  void equalImagesHaveNoneAndTheOrderDoesNotMatter() {
    FloatTensor a = image(32, 32, 1);
    FloatTensor b = image(32, 32, 2);

    assertThat(Gmsd.between(a, a)).isZero();
    assertThat(Gmsd.between(a, b)).isEqualTo(Gmsd.between(b, a)).isGreaterThan(0.1);
  }

  /**
   * By hand: 4 x 4 pixels halve to 2 x 2. An image of one level v has the gradient (2 v / 3, 2 v /
   * 3) at every corner, because zeros lie beyond the margins; so all similarities are equal and do
   * not deviate.
   */
  @Test
  void uniformImagesDoNotDeviateWhateverTheirLevels() {
    FloatTensor grey = FloatTensor.zeros(3, 4, 4);
    FloatTensor white = FloatTensor.zeros(3, 4, 4);
    for (int i = 0; i < white.size(); i++) {
      white.set(i, 1);
    }

    assertThat(Gmsd.between(grey, white)).isEqualTo(0, within(1e-12));
  }
}
