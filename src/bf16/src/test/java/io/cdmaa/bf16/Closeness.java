package io.cdmaa.bf16;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.reference.Tensor64;
import io.cdmaa.tensor.FloatTensor;

/** How close a result in bf16 is to that in float64. */
final class Closeness {
  /** Operands are rounded to 8 digits, and so is the result; a few roundings may add up. */
  private static final double ROUNDINGS = 4 * 0x1p-8;

  private Closeness() {}

  /** Asserts that each element is within a few roundings of the largest one, and some more. */
  static void assertClose(FloatTensor result, Tensor64 expected, double more) {
    double largest = 0;
    for (int i = 0; i < expected.size(); i++) {
      largest = Math.max(largest, Math.abs(expected.get(i)));
    }
    for (int i = 0; i < expected.size(); i++) {
      assertThat((double) result.get(i))
          .as("element %d", i)
          .isCloseTo(expected.get(i), within(ROUNDINGS * largest + more));
    }
  }
}
