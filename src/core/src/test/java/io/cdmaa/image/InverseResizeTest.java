package io.cdmaa.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.tensor.FloatTensor;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InverseResizeTest {
  private static final double LIMIT = 0.05;

  /** Random signs of the limit's size, as learnt perturbations nearly are. */
  private static FloatTensor signs(int channels, int height, int width, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FloatTensor image = FloatTensor.zeros(channels, height, width);
    for (int i = 0; i < image.size(); i++) {
      image.set(i, (float) (random.nextBoolean() ? LIMIT : -LIMIT));
    }
    return image;
  }

  private static double distance(FloatTensor a, FloatTensor b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      sum += Math.pow((double) a.get(i) - b.get(i), 2);
    }
    return Math.sqrt(sum);
  }

  private static double limitOf(FloatTensor image) {
    double largest = 0;
    for (int i = 0; i < image.size(); i++) {
      largest = Math.max(largest, Math.abs((double) image.get(i)));
    }
    return largest;
  }

  @ParameterizedTest
  @CsvSource({"16, 16, 40, 33", "16, 12, 32, 48", "16, 16, 12, 13", "9, 20, 30, 17"})
  void shownThroughTheResizeItIsNearerThanPlainEnlargement(int h, int w, int height, int width) {
    FloatTensor target = signs(3, h, w, 1);
    FloatTensor found = new InverseResize(h, w, height, width).of(target, LIMIT);
    FloatTensor plain = Resampler.resize(target, height, width);
    assertThat(found.shape()).containsExactly(3, height, width);
    assertThat(limitOf(found)).isLessThanOrEqualTo(LIMIT);
    assertThat(distance(Resampler.resize(found, h, w), target))
        .isLessThan(0.97 * distance(Resampler.resize(plain, h, w), target));
  }

  @Test
  void withoutALimitItApproachesTheExactSolution() {
    // An enlargement by a whole factor can be undone exactly, as the resize has full rank.
    FloatTensor target = signs(1, 6, 6, 2);
    FloatTensor found = new InverseResize(6, 6, 24, 24).of(target, Double.POSITIVE_INFINITY);
    FloatTensor plain = Resampler.resize(target, 24, 24);
    assertThat(distance(Resampler.resize(found, 6, 6), target))
        .isLessThan(0.5 * distance(Resampler.resize(plain, 6, 6), target));
  }

  /** At the constrained optimum a step along the negative gradient changes nothing. */
  @Test
  void theBestOfManyRandomChangesIsHardlyBetter() {
    FloatTensor target = signs(1, 8, 8, 3);
    FloatTensor found = new InverseResize(8, 8, 20, 20).of(target, LIMIT);
    double error = distance(Resampler.resize(found, 8, 8), target);
    SplittableRandom random = new SplittableRandom(4);
    for (int trial = 0; trial < 400; trial++) {
      FloatTensor other = found.copy();
      int at = random.nextInt(other.size());
      other.set(at, (float) random.nextDouble(-LIMIT, LIMIT));
      assertThat(distance(Resampler.resize(other, 8, 8), target)).isGreaterThan(0.98 * error);
    }
  }

  @Test
  void ofEqualSizeItIsACopy() {
    FloatTensor target = signs(3, 7, 5, 5);
    FloatTensor found = new InverseResize(7, 5, 7, 5).of(target, LIMIT);
    assertThat(found.toArray()).isEqualTo(target.toArray());
    found.set(0, 1);
    assertThat((double) target.get(0)).isCloseTo(Math.copySign(LIMIT, target.get(0)), within(1e-8));
  }

  @Test
  void aConstantStaysAConstant() {
    FloatTensor target = FloatTensor.zeros(1, 5, 5);
    for (int i = 0; i < target.size(); i++) {
      target.set(i, 0.03f);
    }
    FloatTensor found = new InverseResize(5, 5, 14, 11).of(target, LIMIT);
    for (int i = 0; i < found.size(); i++) {
      assertThat((double) found.get(i)).isCloseTo(0.03, within(1e-6));
    }
  }
}
