package io.cdmaa.mgda;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.tensor.FloatTensor;
import java.nio.FloatBuffer;
import java.util.function.ToDoubleBiFunction;

/** Checks that every arithmetic shares, those of other jars too. */
public final class Vectors {
  private Vectors() {}

  /** Checks that a vector has as many elements as expected. */
  public static void requireSize(int expected, FloatTensor v) {
    if (v.size() != expected) {
      throw new IllegalArgumentException(
          v + " has " + v.size() + " elements where " + expected + " are needed");
    }
  }

  /** Checks that there is a weight for each gradient. */
  public static void requireWeights(double[] weights, GradientMatrix gradients) {
    if (weights.length != gradients.rows()) {
      throw new IllegalArgumentException(weights.length + " weights for " + gradients);
    }
  }

  /** The largest absolute value of v, NaN if v holds one. */
  public static float largest(FloatTensor v) {
    FloatBuffer x = v.buffer();
    float largest = 0;
    for (int d = 0; d < x.capacity(); d++) {
      largest = Math.max(largest, Math.abs(x.get(d)));
    }
    return largest;
  }

  /** The product of each gradient with a vector, by what multiplies two vectors. */
  static double[] products(
      GradientMatrix gradients, FloatTensor v, ToDoubleBiFunction<FloatTensor, FloatTensor> dot) {
    requireSize(gradients.columns(), v);
    double[] products = new double[gradients.rows()];
    for (int j = 0; j < products.length; j++) {
      products[j] = dot.applyAsDouble(gradients.row(j), v);
    }
    return products;
  }

  /**
   * Checks a Gram matrix in double, whose diagonal leaves the finite numbers only with its rows.
   */
  static void requireFinite(double[][] gram, GradientMatrix gradients) {
    for (int j = 0; j < gram.length; j++) {
      if (!Double.isFinite(gram[j][j])) {
        throw notFinite(gradients, j);
      }
    }
  }

  /** What to throw where a row of the gradients holds NaN or an infinity; it names the row. */
  public static CdmaaException notFinite(GradientMatrix gradients, int j) {
    FloatBuffer row = gradients.row(j).buffer();
    int bad = 0;
    int first = -1;
    for (int d = 0; d < row.capacity(); d++) {
      if (!Float.isFinite(row.get(d))) {
        bad++;
        first = first < 0 ? d : first;
      }
    }
    return new CdmaaException(
        ErrorReason.NOT_FINITE,
        "Row "
            + j
            + " of the gradients holds "
            + bad
            + " values that are not finite (the first is "
            + (first < 0 ? "none" : row.get(first) + " at " + first)
            + "); check that generator's export, and run it in float32 if it runs in a shorter"
            + " format");
  }
}
