package io.cdmaa.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import io.cdmaa.tensor.FloatTensor;
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
