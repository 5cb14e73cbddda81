package io.cdmaa.mgda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cdmaa.CdmaaException;
import io.cdmaa.testkit.Samples;
import org.junit.jupiter.api.Test;

/** Which arithmetics there are, and which is used unasked. */
class ArithmeticTest {
  @Test
  void nothingIsMeasuredBesideGeneratorsOnAProcessor() {
    assertThat(Arithmetic.usual(false)).isEqualTo(Arithmetic.ND4J);
    assertThat(Arithmetic.usual(true)).isEqualTo(Arithmetic.FASTEST);
  }

  @Test
  void theFastestIsChosenFromAllThatThereAre() {
    assertThat(Arithmetic.candidates())
        .map(Object::toString)
        .startsWith("plain")
        .hasSize(VectorSupport.obstacle().isEmpty() ? 2 : 1);
  }

  @Test
  void measuringForRealEndsSoonAndGivesTheSameResult() {
    GradientArithmetic fastest = Arithmetic.FASTEST.supplier().get();
    GradientMatrix gradients = Samples.matrix(Samples.random(2, 300, 1));
    double expected = new PlainArithmetic().gram(gradients)[0][1];
    long start = System.nanoTime();

    assertThat(fastest.gram(gradients)[0][1]).isCloseTo(expected, within(1e-5));

    assertThat((System.nanoTime() - start) / 1e9).isLessThan(20);
  }

  @Test
  void withoutTheVectorApiTheReasonIsTold() {
    String obstacle = VectorSupport.obstacle().orElse("");
    assumeTrue(!obstacle.isEmpty(), "the Vector API is there");

    assertThatExceptionOfType(CdmaaException.class)
        .isThrownBy(Arithmetic.VECTOR::supplier)
        .withMessage(
            "The Vector API cannot be used, as " + obstacle + "; choose another arithmetic");
    int version = Runtime.version().feature();
    assertThat(obstacle.startsWith("this is Java " + version)).isEqualTo(version < 22);
  }

  @Test
  void withTheVectorApiItIsUsed() {
    String obstacle = VectorSupport.obstacle().orElse("");
    assumeTrue(obstacle.isEmpty(), () -> "no Vector API: " + obstacle);

    assertThat(Arithmetic.VECTOR.supplier().get()).hasToString("vector");
  }
}
