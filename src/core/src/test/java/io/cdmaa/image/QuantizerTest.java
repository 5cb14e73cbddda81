package io.cdmaa.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import io.cdmaa.tensor.FloatTensor;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizerTest {

  @ParameterizedTest
  @ValueSource(ints = {8, 16})
  void everyLevelSurvivesDecodingRoundingAndEncoding(int bitDepth) {
    Levels levels = Levels.of(bitDepth);
    FloatTensor decoded = FloatTensor.zeros(levels.max() + 1);
    for (int level = 0; level <= levels.max(); level++) {
      decoded.set(level, levels.value(level));
    }
    FloatTensor rounded = Quantizer.quantizeWithinBudget(decoded, decoded.copy(), 0.05, bitDepth);
    for (int level = 0; level <= levels.max(); level++) {
      assertThat(rounded.get(level)).isEqualTo(decoded.get(level));
      assertThat(levels.nearest(rounded.get(level))).isEqualTo(level);
    }
  }

  @Test
  void theEndsOfTheScaleAreExact() {
    assertThat(Levels.EIGHT_BIT.value(0)).isEqualTo(-1f);
    assertThat(Levels.EIGHT_BIT.value(255)).isEqualTo(1f);
    assertThat(Levels.SIXTEEN_BIT.value(65535)).isEqualTo(1f);
    assertThat(Levels.EIGHT_BIT.value(200)).isEqualTo((float) (200 / 127.5 - 1.0));
  }

  @ParameterizedTest
  @CsvSource({
    "0.05, 8, 6",
    "0.0, 8, 0",
    "0.0078, 8, 0",
    "0.00784313725490196, 8, 1",
    "2, 8, 255",
    "9, 8, 255",
    "0.05, 16, 1638",
    "0.047058823529411764, 8, 6",
    "0.0470588, 8, 5"
  })
  void theBudgetInLevelsIsRoundedDown(double epsilon, int bitDepth, int expected) {
    assertThat(Levels.of(bitDepth).within(epsilon)).isEqualTo(expected);
  }

  @Test
  void everyWholeNumberOfLevelsGivesThatNumber() {
    for (int count = 0; count <= 255; count++) {
      assertThat(Levels.EIGHT_BIT.within(count / 127.5)).isEqualTo(count);
      assertThat(Levels.EIGHT_BIT.within(2.0 * count / 255)).isEqualTo(count);
    }
  }

  @Test
  void aSampleAtTheEdgeOfTheBudgetIsRoundedTowardsThePhoto() {
    float original = Levels.EIGHT_BIT.value(100);
    // 0.099 is 12.6 levels: rounding to nearest gives 13, the budget allows 12.
    assertLevel(original, original + 0.099f, 0.099, 112);
    assertLevel(original, original - 0.099f, 0.099, 88);
    assertLevel(original, original + 0.02f, 0.099, 103);
    assertLevel(original, original + 5f, 0.05, 106);
  }

  @Test
  void theRangeIsNeverLeft() {
    assertLevel(1f, 1.05f, 0.05, 255);
    assertLevel(-1f, -1.05f, 0.05, 0);
    assertLevel(Levels.EIGHT_BIT.value(253), Float.POSITIVE_INFINITY, 0.05, 255);
  }

  @Test
  void noBudgetGivesThePhotoBack() {
    assertLevel(Levels.EIGHT_BIT.value(77), 1f, 0.0, 77);
  }

  @Test
  void valuesThatAreNotNumbersAreReported() {
    FloatTensor original = FloatTensor.zeros(1);
    original.set(0, Levels.EIGHT_BIT.value(3));
    FloatTensor broken = FloatTensor.of(new float[] {Float.NaN}, 1);
    assertThatThrownBy(() -> Quantizer.quantizeWithinBudget(original, broken, 0.05, 8))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("not numbers");
  }

  @Test
  void anOriginalThatNoFileCanHoldIsABug() {
    FloatTensor tensor = FloatTensor.zeros(1);
    tensor.set(0, (float) (100.4 / 127.5 - 1));
    assertThatThrownBy(() -> Quantizer.quantizeWithinBudget(tensor, tensor, 0.05, 8))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Levels.EIGHT_BIT.within(-0.1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Levels.EIGHT_BIT.within(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Levels.of(12)).isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 2000)
  void theBudgetIsNeverExceeded(
      @ForAll @IntRange(min = 0, max = 65535) int seed,
      @ForAll @FloatRange(min = -2f, max = 2f) float move,
      @ForAll @DoubleRange(min = 0, max = 0.5) double epsilon,
      @ForAll boolean sixteen) {
    int bitDepth = sixteen ? 16 : 8;
    Levels levels = Levels.of(bitDepth);
    float original = levels.value(seed % (levels.max() + 1));
    FloatTensor rounded =
        Quantizer.quantizeWithinBudget(
            FloatTensor.of(new float[] {original}, 1),
            FloatTensor.of(new float[] {original + move}, 1),
            epsilon,
            bitDepth);
    float result = rounded.get(0);
    int level = levels.nearest(result);
    assertThat(result).isBetween(-1f, 1f).isEqualTo(levels.value(level));
    assertThat(Math.abs(level - levels.nearest(original)) * (2.0 / levels.max()))
        .isLessThanOrEqualTo(epsilon + 1e-10);
  }

  /** In levels: wanted (2.4, 1.6, -1.45), nearest (2, 2, -1). */
  @Test
  void insideABallTheLeastCertainSampleGivesWayFirst() {
    Levels levels = Levels.EIGHT_BIT;
    FloatTensor original =
        FloatTensor.of(new float[] {levels.value(100), levels.value(50), levels.value(7)}, 3);
    FloatTensor wanted =
        FloatTensor.of(
            new float[] {
              (float) (102.4 / 127.5 - 1), (float) (51.6 / 127.5 - 1), (float) (5.55 / 127.5 - 1)
            },
            3);
    // The length wanted is 3.22 levels; (2, 2, -1) is 3 long and stays.
    assertThat(ball(original, wanted, 3.3)).containsExactly(102, 52, 6);
    // (2.4, 2.9, 0) of length 3.76, nearest (2, 3, 0) of length 3.61: too long for 3.5.
    wanted.set(1, (float) (52.9 / 127.5 - 1));
    wanted.set(2, original.get(2));
    assertThat(ball(original, wanted, 3.5)).containsExactly(102, 52, 7);
  }

  private static int[] ball(FloatTensor original, FloatTensor wanted, double radiusInLevels) {
    FloatTensor rounded = Quantizer.quantizeWithinBall(original, wanted, radiusInLevels / 127.5, 8);
    int[] result = new int[rounded.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = Levels.EIGHT_BIT.nearest(rounded.get(i));
    }
    return result;
  }

  @Property(tries = 300)
  void roundingStaysInsideTheBall(
      @ForAll @IntRange(min = 0, max = 100_000) int seed,
      @ForAll @DoubleRange(min = 0.01, max = 0.3) double rms,
      @ForAll boolean sixteen) {
    Levels levels = Levels.of(sixteen ? 16 : 8);
    Random random = new Random(seed);
    int n = 1 + random.nextInt(40);
    double radius = rms * Math.sqrt(n);
    FloatTensor original = FloatTensor.zeros(n);
    double[] direction = random.doubles(n, -1, 1).toArray();
    double length = 0;
    for (double d : direction) {
      length += d * d;
    }
    FloatTensor wanted = FloatTensor.zeros(n);
    for (int i = 0; i < n; i++) {
      original.set(i, levels.value(random.nextInt(levels.max() + 1)));
      double moved = original.get(i) + direction[i] * radius / Math.sqrt(length);
      wanted.set(i, (float) Math.max(-1, Math.min(1, moved)));
    }
    FloatTensor rounded = Quantizer.quantizeWithinBall(original, wanted, radius, sixteen ? 16 : 8);
    double square = 0;
    for (int i = 0; i < n; i++) {
      int change = levels.nearest(rounded.get(i)) - levels.nearest(original.get(i));
      square += (double) change * change;
      assertThat(rounded.get(i)).isEqualTo(levels.value(levels.nearest(rounded.get(i))));
      double step = 2.0 / levels.max();
      assertThat((double) rounded.get(i)).isBetween(wanted.get(i) - step, wanted.get(i) + step);
    }
    assertThat(Math.sqrt(square) * 2 / levels.max()).isLessThanOrEqualTo(radius * (1 + 1e-4));
  }

  private static void assertLevel(float original, float perturbed, double epsilon, int expected) {
    FloatTensor rounded =
        Quantizer.quantizeWithinBudget(
            FloatTensor.of(new float[] {original}, 1),
            FloatTensor.of(new float[] {perturbed}, 1),
            epsilon,
            8);
    assertThat(rounded.get(0)).isEqualTo(Levels.EIGHT_BIT.value(expected));
  }
}
