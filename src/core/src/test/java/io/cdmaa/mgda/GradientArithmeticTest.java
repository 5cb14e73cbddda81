package io.cdmaa.mgda;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cdmaa.testkit.GradientArithmeticContract;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;

/** The arithmetics that need no other jar. */
class GradientArithmeticTest {
  @Nested
  class Plain extends GradientArithmeticContract {
    @Override
    protected GradientArithmetic create() {
      return Arithmetic.PLAIN.supplier().get();
    }
  }

  @Nested
  class Vector extends GradientArithmeticContract {
    @Override
    protected GradientArithmetic create() {
      String obstacle = VectorSupport.obstacle().orElse("");
      assumeTrue(obstacle.isEmpty(), () -> "no Vector API: " + obstacle);
      return Arithmetic.VECTOR.supplier().get();
    }
  }

  @Nested
  class Fastest extends GradientArithmeticContract {
    /** With a clock that runs fast, so that measuring takes no time. */
    @Override
    protected GradientArithmetic create() {
      AtomicLong clock = new AtomicLong();
      return new FastestArithmetic(
          Arithmetic.candidates(),
          new MeasuredChoices(
              CompletableFuture.completedFuture(null), () -> clock.addAndGet(100_000_000)));
    }
  }
}
