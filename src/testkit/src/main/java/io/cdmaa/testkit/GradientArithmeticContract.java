package io.cdmaa.testkit;

import static io.cdmaa.testkit.Samples.matrix;
import static io.cdmaa.testkit.Samples.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.cdmaa.CdmaaException;
import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.mgda.PlainArithmetic;
import io.cdmaa.tensor.FloatTensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The contract of every {@link GradientArithmetic}, as tests that its own test class inherits. */
public abstract class GradientArithmeticContract {
  /** Returns a new instance; skips the test with a reason if none is available. */
  protected abstract GradientArithmetic create();

  protected static void assertClose(double[][] found, double[][] known, double tolerance) {
    for (int i = 0; i < known.length; i++) {
      for (int j = 0; j < known.length; j++) {
        assertThat(found[i][j]).isEqualTo(found[j][i]);
        double lengths = Math.sqrt(known[i][i] * known[j][j]);
        assertThat(found[i][j]).isEqualTo(known[i][j], within(tolerance * lengths));
      }
    }
  }

  @Test
  void gramOfIntegersIsExact() {
    GradientArithmetic arithmetic = create();
    GradientMatrix gradients =
        matrix(new double[] {1, 2, 3}, new double[] {-4, 5, 6}, new double[] {0, 0, 7});

    assertThat(arithmetic.gram(gradients))
        .isDeepEqualTo(new double[][] {{14, 24, 21}, {24, 77, 42}, {21, 42, 49}});
  }

  /** Otherwise the same seed would not always give the same photo. */
  @Test
  void sumsDoNotDependOnWhereATensorLies() {
    GradientArithmetic arithmetic = create();
    float[] values = floats(random(1, 10_007, 60)[0]);
    List<FloatTensor> tensors = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      tensors.add(FloatTensor.zeros(1 + 3 * i));
      tensors.add(FloatTensor.of(values, values.length));
    }
    Set<List<Double>> found = new HashSet<>();
    for (FloatTensor v : tensors) {
      if (v.size() == values.length) {
        found.add(List.of(arithmetic.norm1(v), arithmetic.norm2(v)));
      }
    }
    assertThat(found).hasSize(1);
  }

  /**
   * The lengths include less than one register, whole registers with a remainder, and whole
   * registers.
   */
  @Test
  void everyOperationAgreesWithPlainJavaAtEveryLength() {
    GradientArithmetic arithmetic = create();
    PlainArithmetic plain = new PlainArithmetic();
    for (int columns : new int[] {1, 7, 8, 15, 16, 17, 31, 32, 33, 64, 1001}) {
      GradientMatrix gradients = matrix(random(3, columns, columns));
      FloatTensor v = FloatTensor.of(floats(random(1, columns, 50)[0]), columns);
      assertClose(arithmetic.gram(gradients), plain.gram(gradients), 2e-6);
      assertThat(arithmetic.norm1(v)).isCloseTo(plain.norm1(v), withinPercentage(1e-3));
      assertThat(arithmetic.norm2(v)).isCloseTo(plain.norm2(v), withinPercentage(1e-3));
      double lengths = plain.norm2(v) * plain.norm2(gradients.row(1));
      assertThat(arithmetic.products(gradients, v)[1])
          .isCloseTo(plain.products(gradients, v)[1], within(1e-5 * lengths));
      FloatTensor lower = FloatTensor.zeros(columns);
      FloatTensor upper = gradients.row(2).copy();
      Consumer<Consumer<GradientArithmetic>> both =
          step -> {
            FloatTensor before = v.copy();
            step.accept(plain);
            FloatTensor expected = v.copy();
            v.copyFrom(before);
            step.accept(arithmetic);
            assertThat(v.toArray()).containsExactly(expected.toArray(), Offset.offset(1e-6f));
          };
      both.accept(a -> a.add(v, -0.3, gradients.row(0)));
      both.accept(a -> a.scale(v, 1.7));
      both.accept(a -> a.clip(v, lower, upper));
      both.accept(a -> a.weightedSum(new double[] {0.2, 0, -0.7}, gradients, v));
      both.accept(a -> a.sign(v));
    }
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int d = 0; d < floats.length; d++) {
      floats[d] = (float) values[d];
    }
    return floats;
  }

  @Test
  void onlyZeroRowsHaveAZeroDiagonal() {
    GradientArithmetic arithmetic = create();
    double[][] gram =
        arithmetic.gram(
            matrix(new double[] {0, 0}, new double[] {Float.MIN_VALUE, 0}, new double[] {1, 2}));

    assertThat(gram[0]).containsExactly(0, 0, 0);
    assertThat(gram[1][1]).isEqualTo((double) Float.MIN_VALUE * Float.MIN_VALUE);
    assertThat(gram[2][2]).isEqualTo(5);
  }

  @Test
  void aRowWithNanOrInfinityIsNamed() {
    GradientArithmetic arithmetic = create();
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      GradientMatrix gradients =
          matrix(new double[] {1, 2, 3}, new double[] {1, 1, 1}, new double[] {0, bad, 0});

      assertThatExceptionOfType(CdmaaException.class)
          .isThrownBy(() -> arithmetic.gram(gradients))
          .withMessageContaining("Row 2")
          .withMessageContaining("1 values")
          .withMessageContaining("at 1");
    }
  }

  @Test
  void gramSeesNewValuesInTheSameMatrix() {
    GradientArithmetic arithmetic = create();
    GradientMatrix gradients = matrix(new double[] {1, 2}, new double[] {3, 4});
    arithmetic.gram(gradients);
    gradients.row(1).set(0, 5);

    assertThat(arithmetic.gram(gradients)).isDeepEqualTo(new double[][] {{5, 13}, {13, 41}});
  }

  @Test
  void weightedSumOverwritesItsTargetAndSkipsZeroWeights() {
    GradientArithmetic arithmetic = create();
    GradientMatrix gradients =
        matrix(
            new double[] {1, 2, 3, 4},
            new double[] {Double.NaN, 0, 0, 0},
            new double[] {1, 0, 0, 8});
    FloatTensor out = FloatTensor.of(new float[] {9, 9, 9, 9}, 1, 2, 2);

    arithmetic.weightedSum(new double[] {2, 0, -0.5}, gradients, out);

    assertThat(out.toArray()).containsExactly(1.5f, 4, 6, 4);
  }

  @Test
  void productsAndNormsAreThoseOfTheDefinition() {
    GradientArithmetic arithmetic = create();
    GradientMatrix gradients = matrix(new double[] {1, 2, 3, 4}, new double[] {1, 0, 0, 8});
    FloatTensor v = FloatTensor.of(new float[] {3, 0, -4, 0}, 1, 2, 2);

    assertThat(arithmetic.products(gradients, v)).containsExactly(-9, 3);
    assertThat(arithmetic.norm1(v)).isEqualTo(7);
    assertThat(arithmetic.norm2(v)).isEqualTo(5);
  }

  @Test
  void inPlaceStepsChangeTheirFirstArgumentOnly() {
    GradientArithmetic arithmetic = create();
    FloatTensor v = FloatTensor.of(new float[] {1e-30f, 0, -7, 2}, 1, 2, 2);
    FloatTensor x = FloatTensor.of(new float[] {0.5f, 0.5f, 0.5f, 0.5f}, 1, 2, 2);
    FloatTensor lower = FloatTensor.of(new float[] {-1, -1, 0.375f, -1}, 1, 2, 2);
    FloatTensor upper = FloatTensor.of(new float[] {0.625f, 0.25f, 1, 1}, 1, 2, 2);

    arithmetic.sign(v);
    arithmetic.add(x, 0.25, v);
    arithmetic.clip(x, lower, upper);

    assertThat(v.toArray()).containsExactly(1, 0, -1, 1);
    assertThat(x.toArray()).containsExactly(0.625f, 0.25f, 0.375f, 0.75f);
    assertThat(lower.toArray()).containsExactly(-1, -1, 0.375f, -1);
    assertThat(upper.toArray()).containsExactly(0.625f, 0.25f, 1, 1);
    arithmetic.scale(x, 2);
    assertThat(x.toArray()).containsExactly(1.25f, 0.5f, 0.75f, 1.5f);
  }

  @Test
  void sizesThatDoNotMatchAreRefused() {
    GradientArithmetic arithmetic = create();
    GradientMatrix gradients = matrix(new double[] {1, 2, 3});
    FloatTensor two = FloatTensor.zeros(2);
    FloatTensor three = FloatTensor.zeros(3);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> arithmetic.weightedSum(new double[] {1, 2}, gradients, three));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> arithmetic.weightedSum(new double[] {1}, gradients, two));
    assertThatIllegalArgumentException().isThrownBy(() -> arithmetic.products(gradients, two));
    assertThatIllegalArgumentException().isThrownBy(() -> arithmetic.add(three, 1, two));
    assertThatIllegalArgumentException().isThrownBy(() -> arithmetic.clip(three, three, two));
  }
}
