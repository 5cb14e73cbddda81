package io.cdmaa.mgda;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.tensor.FloatTensor;
import java.nio.FloatBuffer;
import java.util.function.ToDoubleBiFunction;

/** Checks that all arithmetics share, including those of other jars. */
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

  /** Returns the largest absolute value of v, NaN if v contains NaN. */
  public static float largest(FloatTensor v) {
    FloatBuffer x = v.buffer();
    float largest = 0;
    for (int d = 0; d < x.capacity(); d++) {
      largest = Math.max(largest, Math.abs(x.get(d)));
    }
    return largest;
  }

  /** Returns the product of each gradient with a vector, using the given dot product. */
  static double[] products(
      GradientMatrix gradients, FloatTensor v, ToDoubleBiFunction<FloatTensor, FloatTensor> dot) {
    requireSize(gradients.columns(), v);
    double[] products = new double[gradients.rows()];
    for (int j = 0; j < products.length; j++) {
      products[j] = dot.applyAsDouble(gradients.row(j), v);
    }
    return products;
  }

  /** Checks a Gram matrix in double, whose diagonal is only non-finite if a row is. */
  static void requireFinite(double[][] gram, GradientMatrix gradients) {
    for (int j = 0; j < gram.length; j++) {
      if (!Double.isFinite(gram[j][j])) {
        throw notFinite(gradients, j);
      }
    }
  }

  /**
   * Returns the exception for a row of the gradients that contains NaN or an infinity; it names the
   * row.
   */
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
