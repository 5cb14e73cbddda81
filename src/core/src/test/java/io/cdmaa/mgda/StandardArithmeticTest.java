package io.cdmaa.mgda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ND4J where it loads, plain Java elsewhere. */
class StandardArithmeticTest {
  @Test
  void isNd4jWhereItLoads() {
    assertThat(StandardArithmetic.create()).isInstanceOf(Nd4jArithmetic.class);
  }

  static Stream<Throwable> reasons() {
    return Stream.of(
        new UnsatisfiedLinkError("no jnind4jcpu in java.library.path"),
        new NoClassDefFoundError("Could not initialize class org.nd4j.linalg.factory.Nd4j"),
        new ExceptionInInitializerError("no backend"),
        new IllegalStateException("no backend"));
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void isPlainWhereNd4jDoesNotLoad(Throwable reason) {
    Supplier<GradientArithmetic> broken =
        () -> {
          if (reason instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) reason;
        };
    assertThat(StandardArithmetic.orPlain(broken)).isInstanceOf(PlainArithmetic.class);
  }
}
