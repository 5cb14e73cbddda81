package io.cdmaa.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.tensor.FloatTensor;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {
  /** Against the whole matrices, R_h P R_w'. */
  @ParameterizedTest
  @CsvSource({"7, 5, 3, 9", "16, 12, 4, 5", "4, 4, 4, 4", "1, 3, 6, 1"})
  void isTheProductOfTheTwoMatrices(int height, int width, int toHeight, int toWidth) {
    Random random = new Random(3);
    FloatTensor pixels = FloatTensor.zeros(2, height, width);
    for (int i = 0; i < pixels.size(); i++) {
      pixels.set(i, random.nextFloat() * 2 - 1);
    }
    FloatTensor rows = ResizeMatrix.antialiasedBilinear(height, toHeight);
    FloatTensor columns = ResizeMatrix.antialiasedBilinear(width, toWidth);

    FloatTensor result = Resampler.resize(pixels, toHeight, toWidth);

    assertThat(result.shape()).containsExactly(2, toHeight, toWidth);
    for (int c = 0; c < 2; c++) {
      for (int y = 0; y < toHeight; y++) {
        for (int x = 0; x < toWidth; x++) {
          double sum = 0;
          for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
              sum +=
                  (double) rows.get(y * height + i)
                      * columns.get(x * width + j)
                      * pixels.get((c * height + i) * width + j);
            }
          }
          assertThat((double) result.get((c * toHeight + y) * toWidth + x))
              .isEqualTo(sum, within(1e-5));
        }
      }
    }
  }
}
