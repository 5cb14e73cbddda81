package io.cdmaa.mgda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That of a provider where there is one that loads, plain Java elsewhere. */
class StandardArithmeticTest {
  private record Provider(GradientArithmetic arithmetic, Throwable reason)
      implements ArithmeticProvider {
    @Override
    public String name() {
      return "a test's";
    }

    @Override
    public GradientArithmetic create() {
      if (reason instanceof Error error) {
        throw error;
      }
      if (reason instanceof RuntimeException exception) {
        throw exception;
      }
      return arithmetic;
    }
  }

  @Test
  void isPlainWithoutAProvider() {
    assertThat(StandardArithmetic.create()).isInstanceOf(PlainArithmetic.class);
  }

  @Test
  void isThatOfTheFirstProvider() {
    GradientArithmetic first = new PlainArithmetic();

    assertThat(
            StandardArithmetic.create(
                List.of(new Provider(first, null), new Provider(new PlainArithmetic(), null))))
        .isSameAs(first);
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
  void isPlainWhereTheProvidersDoesNotLoad(Throwable reason) {
    assertThat(StandardArithmetic.create(List.of(new Provider(null, reason))))
        .isInstanceOf(PlainArithmetic.class);
  }

  @Test
  void isPlainWhereTheProviderItselfDoesNotLoad() {
    Iterable<ArithmeticProvider> broken =
        () -> {
          throw new ServiceConfigurationError("io.cdmaa.nd4j.Nd4jProvider not found");
        };

    assertThat(StandardArithmetic.create(broken)).isInstanceOf(PlainArithmetic.class);
  }
}
