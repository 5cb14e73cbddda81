package io.cdmaa.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.tensor.FloatTensor;
import org.junit.jupiter.api.Test;

class QualityTest {

  @Test
  void identicalPicturesHaveNoChangeInfinitePsnrAndSsimOne() {
    FloatTensor wave = wave(3, 20, 27);
    assertThat(Quality.maxLevelChange(wave, wave.copy())).isZero();
    assertThat(Quality.psnr(wave, wave.copy())).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Quality.ssim(wave, wave.copy())).isCloseTo(1, within(1e-12));
  }

  @Test
  void theLargestChangeIsCountedInEightBitLevels() {
    FloatTensor a = FloatTensor.of(new float[] {-1, 0, 1}, 1, 1, 3);
    FloatTensor b = FloatTensor.of(new float[] {-1, (float) (-6 / 127.5), 1}, 1, 1, 3);
    assertThat(Quality.maxLevelChange(a, b)).isCloseTo(6, within(1e-6));
  }

  @Test
  void psnrIsTenTimesTheLogarithmOfPeakSquaredOverMeanSquare() {
    FloatTensor a = FloatTensor.zeros(1, 2, 2);
    // One sample of four moved by 0.2: mean square 0.01, so 10 log10(4 / 0.01).
    FloatTensor b = FloatTensor.of(new float[] {0.2f, 0, 0, 0}, 1, 2, 2);
    assertThat(Quality.psnr(a, b)).isCloseTo(10 * Math.log10(400), within(1e-5));
    // The whole span away everywhere: 0 dB.
    assertThat(Quality.psnr(constant(-1, 2), constant(1, 2))).isCloseTo(0, within(1e-12));
  }

  @Test
  void ssimOfConstantPicturesIsTheLuminanceTermAlone() {
    // Above black, -1.
    double c1 = 0.02 * 0.02;
    double expected = (2 * 1.5 * 1.25 + c1) / (1.5 * 1.5 + 1.25 * 1.25 + c1);
    assertThat(Quality.ssim(constant(0.5f, 16), constant(0.25f, 16)))
        .isCloseTo(expected, within(1e-9));
  }

  @Test
  void ssimOfANegatedPictureIsNegative() {
    FloatTensor stripes = FloatTensor.zeros(1, 22, 22);
    FloatTensor opposite = FloatTensor.zeros(1, 22, 22);
    for (int i = 0; i < stripes.size(); i++) {
      stripes.set(i, i % 2 == 0 ? 0.5f : -0.5f);
      opposite.set(i, -stripes.get(i));
    }
    assertThat(Quality.ssim(stripes, opposite)).isBetween(-1.0, -0.9);
  }

  // Computed once by skimage.metrics.structural_similarity (0.26.0; gaussian_weights=True,
  // sigma=1.5, use_sample_covariance=False, data_range=2) in float64 of a + 1 and b + 1, whose
  // black is 0, for a = float32(sin(.3x + .2y + c)) and
  // b = float32(clip(a + .1 cos(.9x - .7y + 2c), -1, 1)).
  @Test
  void ssimAgreesWithScikitImage() {
    FloatTensor a = wave(3, 20, 27);
    FloatTensor b = disturbed(a);
    assertThat(Quality.ssim(a, b)).isCloseTo(0.9763672629656052, within(1e-6));
    double[] planes = {0.975364993738733, 0.9757336182981435, 0.9780031768599389};
    for (int c = 0; c < 3; c++) {
      assertThat(Quality.ssim(a.rows(c, 1), b.rows(c, 1))).isCloseTo(planes[c], within(1e-6));
    }
  }

  /** The same step in brightness costs most in the dark, and little at medium grey. */
  @Test
  void ssimMeasuresBrightnessFromBlack() {
    double dark = Quality.ssim(constant(-0.95f, 16), constant(-0.93f, 16));
    double medium = Quality.ssim(constant(-0.01f, 16), constant(0.01f, 16));

    assertThat(medium).isGreaterThan(0.9995);
    assertThat(dark).isBetween(0.9, 0.96);
  }

  @Test
  void sidesShorterThanTheWindowShrinkIt() {
    FloatTensor a = wave(1, 4, 30);
    assertThat(Quality.ssim(a, a.copy())).isCloseTo(1, within(1e-12));
    assertThat(Quality.ssim(a, disturbed(a))).isBetween(0.5, 0.9999);
    // One pixel: no variance, the luminance term alone.
    assertThat(Quality.ssim(constant(0.5f, 1), constant(0.5f, 1))).isCloseTo(1, within(1e-12));
  }

  @Test
  void picturesOfDifferentShapesCannotBeCompared() {
    FloatTensor a = FloatTensor.zeros(1, 2, 3);
    FloatTensor b = FloatTensor.zeros(1, 3, 2);
    assertThatThrownBy(() -> Quality.psnr(a, b)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Quality.ssim(a, b)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Quality.maxLevelChange(a, b))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Against an evaluation of the definition window by window, in double. */
  @Test
  void multiScaleSsimAgreesWithItsDefinition() {
    FloatTensor a = wave(2, 180, 183);
    FloatTensor b = disturbed(a);
    double[] exponents = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};
    double expected = 0;
    for (int channel = 0; channel < 2; channel++) {
      double[][] first = plane(a, channel);
      double[][] second = plane(b, channel);
      double product = 1;
      for (int scale = 0; scale < 5; scale++) {
        double[] means = ssimByDefinition(first, second);
        product *= Math.pow(scale == 4 ? means[0] : means[1], exponents[scale]);
        first = halfSize(first);
        second = halfSize(second);
      }
      expected += product / 2;
    }

    assertThat(Quality.multiScaleSsim(a, b)).isCloseTo(expected, within(1e-5)).isLessThan(0.999);
    assertThat(Quality.multiScaleSsim(a, a)).isCloseTo(1, within(1e-12));
    assertThatThrownBy(() -> Quality.multiScaleSsim(wave(1, 15, 40), wave(1, 15, 40)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static double[][] plane(FloatTensor image, int channel) {
    int height = (int) image.shape()[1];
    int width = (int) image.shape()[2];
    double[][] plane = new double[height][width];
    for (int i = 0; i < height * width; i++) {
      plane[i / width][i % width] = image.get(channel * height * width + i);
    }
    return plane;
  }

  private static double[][] halfSize(double[][] plane) {
    double[][] half = new double[plane.length / 2][plane[0].length / 2];
    for (int y = 0; y < half.length; y++) {
      for (int x = 0; x < half[0].length; x++) {
        double[] above = plane[2 * y];
        double[] below = plane[2 * y + 1];
        half[y][x] = (above[2 * x] + above[2 * x + 1] + below[2 * x] + below[2 * x + 1]) / 4;
      }
    }
    return half;
  }

  /** Returns the mean of all three factors' product, and of that of contrast and structure. */
  private static double[] ssimByDefinition(double[][] a, double[][] b) {
    double similarity = 0;
    double structure = 0;
    int windows = 0;
    for (int top = 0; top + 11 <= a.length; top++) {
      for (int left = 0; left + 11 <= a[0].length; left++) {
        double[] m = new double[6];
        for (int i = 0; i < 121; i++) {
          int dy = i / 11 - 5;
          int dx = i % 11 - 5;
          double weight = Math.exp(-(dx * dx + dy * dy) / 4.5);
          double x = a[top + i / 11][left + i % 11];
          double y = b[top + i / 11][left + i % 11];
          double[] terms = {1, x, y, x * x, y * y, x * y};
          for (int k = 0; k < 6; k++) {
            m[k] += weight * terms[k];
          }
        }
        double x = m[1] / m[0];
        double y = m[2] / m[0];
        double contrast =
            (2 * (m[5] / m[0] - x * y) + 0.0036)
                / (m[3] / m[0] - x * x + m[4] / m[0] - y * y + 0.0036);
        structure += contrast;
        double u = x + 1;
        double v = y + 1;
        similarity += contrast * (2 * u * v + 0.0004) / (u * u + v * v + 0.0004);
        windows++;
      }
    }
    return new double[] {similarity / windows, structure / windows};
  }

  private static FloatTensor constant(float value, int side) {
    FloatTensor tensor = FloatTensor.zeros(1, side, side);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.set(i, value);
    }
    return tensor;
  }

  private static FloatTensor wave(int channels, int height, int width) {
    FloatTensor tensor = FloatTensor.zeros(channels, height, width);
    for (int i = 0; i < tensor.size(); i++) {
      int x = i % width;
      int y = i / width % height;
      int c = i / (width * height);
      tensor.set(i, (float) Math.sin(0.3 * x + 0.2 * y + c));
    }
    return tensor;
  }

  private static FloatTensor disturbed(FloatTensor a) {
    FloatTensor tensor = a.copy();
    int height = (int) a.shape()[1];
    int width = (int) a.shape()[2];
    for (int i = 0; i < tensor.size(); i++) {
      int x = i % width;
      int y = i / width % height;
      int c = i / (width * height);
      double value = a.get(i) + 0.1 * Math.cos(0.9 * x - 0.7 * y + 2 * c);
      tensor.set(i, (float) Math.max(-1, Math.min(1, value)));
    }
    return tensor;
  }
}
