package io.cdmaa.mgda;

import io.cdmaa.tensor.FloatTensor;
import java.util.Locale;
import java.util.SplittableRandom;

/** The operations of {@link GradientArithmetic}, in a form that can be timed. */
enum ArithmeticOperation {
  GRAM,
  WEIGHTED_SUM,
  PRODUCTS,
  NORM1,
  NORM2,
  SIGN,
  SCALE,
  ADD,
  CLIP;

  /**
   * Performs the operation on made-up values, which it may overwrite; operations that would let the
   * values grow or vanish are also undone.
   */
  void run(GradientArithmetic arithmetic, Scratch scratch) {
    switch (this) {
      case GRAM -> scratch.result[0] = arithmetic.gram(scratch.gradients)[0][0];
      case WEIGHTED_SUM -> arithmetic.weightedSum(scratch.weights, scratch.gradients, scratch.v);
      case PRODUCTS -> scratch.result[0] = arithmetic.products(scratch.gradients, scratch.v)[0];
      case NORM1 -> scratch.result[0] = arithmetic.norm1(scratch.v);
      case NORM2 -> scratch.result[0] = arithmetic.norm2(scratch.v);
      case SIGN -> arithmetic.sign(scratch.v);
      case SCALE -> {
        arithmetic.scale(scratch.v, 0.5);
        arithmetic.scale(scratch.v, 2);
      }
      case ADD -> {
        arithmetic.add(scratch.x, 0.25, scratch.v);
        arithmetic.add(scratch.x, -0.25, scratch.v);
      }
      case CLIP -> arithmetic.clip(scratch.x, scratch.lower, scratch.upper);
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Gradients and photos of one size to time operations on; always with the same values. */
  static final class Scratch {
    private final GradientMatrix gradients;
    private final double[] weights;
    private final FloatTensor v;
    private final FloatTensor x;
    private final FloatTensor lower;
    private final FloatTensor upper;

    /** Holds results, since the JIT compiler removes computations whose results are unused. */
    private final double[] result = new double[1];

    Scratch(int rows, int columns) {
      SplittableRandom random = new SplittableRandom(1);
      gradients = new GradientMatrix(rows, columns);
      fill(gradients.values(), random);
      weights = random.doubles(rows, 0.1, 1).toArray();
      v = filled(columns, random);
      x = filled(columns, random);
      lower = filled(columns, random);
      upper = lower.copy();
      for (int d = 0; d < columns; d++) {
        upper.set(d, lower.get(d) + 0.1f);
      }
    }

    private static FloatTensor filled(int columns, SplittableRandom random) {
      FloatTensor tensor = FloatTensor.zeros(columns);
      fill(tensor, random);
      return tensor;
    }

    private static void fill(FloatTensor tensor, SplittableRandom random) {
      for (int d = 0; d < tensor.size(); d++) {
        tensor.set(d, (float) random.nextDouble(-1, 1));
      }
    }
  }
}
