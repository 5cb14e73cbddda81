package io.cdmaa.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.tensor.FloatTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResizeMatrixTest {
  private static final float TOLERANCE = 1e-6f;

  @ParameterizedTest
  @CsvSource({"1", "2", "7", "256"})
  void equalSizesGiveTheIdentityExactly(int size) {
    FloatTensor matrix = ResizeMatrix.antialiasedBilinear(size, size);
    assertThat(matrix.shape()).containsExactly(size, size);
    for (int i = 0; i < size * size; i++) {
      assertThat(matrix.get(i)).isEqualTo(i % (size + 1) == 0 ? 1f : 0f);
    }
  }

  @Test
  void doublingWeighsNeighboursByThreeQuartersAndOneQuarter() {
    assertRows(2, 4, new float[][] {{1, 0}, {.75f, .25f}, {.25f, .75f}, {0, 1}});
  }

  @Test
  void halvingSpreadsTheTriangleOverFourSamplesAndCutsItAtTheBorder() {
    // Inside: distances 1.5 and 0.5 over a support of 2 weigh 1/4 and 3/4, so (1, 3, 3, 1) / 8.
    assertRows(
        6,
        3,
        new float[][] {
          {3 / 7f, 3 / 7f, 1 / 7f, 0, 0, 0},
          {0, 1 / 8f, 3 / 8f, 3 / 8f, 1 / 8f, 0},
          {0, 0, 0, 1 / 7f, 3 / 7f, 3 / 7f}
        });
  }

  @Test
  void onePixelRepeatsAndEverythingShrinksToOneWeightedMean() {
    assertRows(1, 3, new float[][] {{1}, {1}, {1}});
    assertRows(3, 1, new float[][] {{2 / 7f, 3 / 7f, 2 / 7f}});
  }

  // Generated once with Pillow 12.3.0 (column r of the matrix is the resized r-th unit vector) and
  // equal to torch 2.13 interpolate(mode="bilinear", antialias=True) within 6e-8:
  // Image.fromarray(numpy.eye(i, dtype="float32")[r][None].copy(), "F").resize((o, 1),
  // Image.BILINEAR)
  @Test
  void agreesWithPillowOnOddScales() {
    assertRows(
        5,
        3,
        new float[][] {
          {.5714286f, .42857143f, 0, 0, 0},
          {0, .22222222f, .5555556f, .22222222f, 0},
          {0, 0, 0, .42857143f, .5714286f}
        });
    assertRows(3, 5, new float[][] {{1, 0, 0}, {.6f, .4f, 0}, {0, 1, 0}, {0, .4f, .6f}, {0, 0, 1}});
    assertRows(
        7,
        2,
        new float[][] {
          {.20930232f, .30232558f, .25581396f, .1627907f, .069767445f, 0, 0},
          {0, 0, .069767445f, .1627907f, .25581396f, .30232558f, .20930232f}
        });
    assertRows(
        4,
        6,
        new float[][] {
          {1, 0, 0, 0},
          {.5f, .5f, 0, 0},
          {0, .8333333f, .16666667f, 0},
          {0, .16666667f, .8333333f, 0},
          {0, 0, .5f, .5f},
          {0, 0, 0, 1}
        });
    assertRows(
        10,
        4,
        new float[][] {
          {.3181818f, .4090909f, .22727273f, .045454547f, 0, 0, 0, 0, 0, 0},
          {0, .04f, .2f, .36f, .28f, .12f, 0, 0, 0, 0},
          {0, 0, 0, 0, .12f, .28f, .36f, .2f, .04f, 0},
          {0, 0, 0, 0, 0, 0, .045454547f, .22727273f, .4090909f, .3181818f}
        });
  }

  // Pillow as above on v = numpy.sin(numpy.arange(i) * 0.1).astype("float32"), samples 0, 1, o//3,
  // o//2, o-2, o-1 of the result.
  @Test
  void agreesWithPillowOnPhotoSizes() {
    assertResizedSine(1000, 256, .18068714, .50344157, .9230997, -.11854297, -.9073531, -.72075069);
    assertResizedSine(300, 512, 0, .037827503, -.4923327, .665317, -.99867952, -.99849504);
  }

  @ParameterizedTest
  @CsvSource({"1,9", "9,1", "5,4", "4,5", "333,128", "128,333", "2000,17"})
  void everyRowSumsToOneAndNoWeightIsNegative(int input, int output) {
    FloatTensor matrix = ResizeMatrix.antialiasedBilinear(input, output);
    assertThat(matrix.shape()).containsExactly(output, input);
    for (int row = 0; row < output; row++) {
      double sum = 0;
      for (int column = 0; column < input; column++) {
        float weight = matrix.get(row * input + column);
        assertThat(weight).isNotNegative();
        sum += weight;
      }
      assertThat(sum).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void sizesBelowOneAreRefused() {
    assertThatThrownBy(() -> ResizeMatrix.antialiasedBilinear(0, 3))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ResizeMatrix.antialiasedBilinear(3, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertRows(int input, int output, float[][] expected) {
    FloatTensor matrix = ResizeMatrix.antialiasedBilinear(input, output);
    assertThat(matrix.shape()).containsExactly(output, input);
    for (int row = 0; row < output; row++) {
      assertThat(matrix.rows(row, 1).toArray())
          .as("row %d of %d -> %d", row, input, output)
          .containsExactly(expected[row], within(TOLERANCE));
    }
  }

  private static void assertResizedSine(int input, int output, double... expected) {
    FloatTensor matrix = ResizeMatrix.antialiasedBilinear(input, output);
    int[] samples = {0, 1, output / 3, output / 2, output - 2, output - 1};
    for (int i = 0; i < samples.length; i++) {
      double value = 0;
      for (int column = 0; column < input; column++) {
        value += matrix.get(samples[i] * input + column) * Math.sin(column * 0.1);
      }
      assertThat(value).isCloseTo(expected[i], within(2e-6));
    }
  }
}
