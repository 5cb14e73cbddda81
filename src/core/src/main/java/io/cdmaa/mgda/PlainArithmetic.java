package io.cdmaa.mgda;

import io.cdmaa.tensor.FloatTensor;
import java.nio.FloatBuffer;

/**
 * Plain Java: products and sums in double, the Gram matrix in tiles of 2 x 2 rows so that each
 * value read is used for two products. Slower than ND4J for many generators, exact to 1e-13, and
 * free of native code: the oracle for the others, and the choice if half a second of start-up
 * matters more. Keeps no scratch memory, so it is thread-safe.
 */
public final class PlainArithmetic implements GradientArithmetic {
  @Override
  public double[][] gram(GradientMatrix gradients) {
    int n = gradients.rows();
    double[][] gram = new double[n][n];
    for (int i = 0; i < n; i += 2) {
      for (int j = i; j < n; j += 2) {
        tile(gradients, i, Math.min(i + 1, n - 1), j, Math.min(j + 1, n - 1), gram);
      }
    }
    Vectors.requireFinite(gram, gradients);
    return gram;
  }

  /** Multiplies rows i0, i1 by rows j0, j1; a pair at the matrix's edge may be one row twice. */
  private static void tile(
      GradientMatrix gradients, int i0, int i1, int j0, int j1, double[][] gram) {
    FloatBuffer a0 = gradients.row(i0).buffer();
    FloatBuffer a1 = gradients.row(i1).buffer();
    FloatBuffer b0 = gradients.row(j0).buffer();
    FloatBuffer b1 = gradients.row(j1).buffer();
    double s00 = 0;
    double s01 = 0;
    double s10 = 0;
    double s11 = 0;
    for (int d = 0; d < gradients.columns(); d++) {
      double x0 = a0.get(d);
      double x1 = a1.get(d);
      double y0 = b0.get(d);
      double y1 = b1.get(d);
      s00 += x0 * y0;
      s01 += x0 * y1;
      s10 += x1 * y0;
      s11 += x1 * y1;
    }
    put(gram, i0, j0, s00);
    put(gram, i0, j1, s01);
    put(gram, i1, j0, s10);
    put(gram, i1, j1, s11);
  }

  private static void put(double[][] gram, int i, int j, double value) {
    gram[i][j] = value;
    gram[j][i] = value;
  }

  @Override
  public void weightedSum(double[] weights, GradientMatrix gradients, FloatTensor out) {
    Vectors.requireWeights(weights, gradients);
    Vectors.requireSize(gradients.columns(), out);
    int n = gradients.rows();
    FloatBuffer[] rows = new FloatBuffer[n];
    for (int j = 0; j < n; j++) {
      rows[j] = gradients.row(j).buffer();
    }
    FloatBuffer target = out.buffer();
    for (int d = 0; d < gradients.columns(); d++) {
      double sum = 0;
      for (int j = 0; j < n; j++) {
        if (weights[j] != 0) {
          sum += weights[j] * rows[j].get(d);
        }
      }
      target.put(d, (float) sum);
    }
  }

  @Override
  public double[] products(GradientMatrix gradients, FloatTensor v) {
    return Vectors.products(gradients, v, FloatTensor::dot);
  }

  @Override
  public double norm1(FloatTensor v) {
    FloatBuffer x = v.buffer();
    double sum = 0;
    for (int d = 0; d < x.capacity(); d++) {
      sum += Math.abs(x.get(d));
    }
    return sum;
  }

  @Override
  public double norm2(FloatTensor v) {
    return Math.sqrt(v.dot(v));
  }

  @Override
  public void sign(FloatTensor v) {
    FloatBuffer x = v.buffer();
    for (int d = 0; d < x.capacity(); d++) {
      x.put(d, Math.signum(x.get(d)));
    }
  }

  @Override
  public void scale(FloatTensor v, double factor) {
    FloatBuffer x = v.buffer();
    for (int d = 0; d < x.capacity(); d++) {
      x.put(d, (float) (factor * x.get(d)));
    }
  }

  @Override
  public void add(FloatTensor x, double factor, FloatTensor v) {
    Vectors.requireSize(x.size(), v);
    FloatBuffer target = x.buffer();
    FloatBuffer source = v.buffer();
    for (int d = 0; d < target.capacity(); d++) {
      target.put(d, (float) (target.get(d) + factor * source.get(d)));
    }
  }

  @Override
  public void clip(FloatTensor x, FloatTensor lower, FloatTensor upper) {
    Vectors.requireSize(x.size(), lower);
    Vectors.requireSize(x.size(), upper);
    FloatBuffer target = x.buffer();
    FloatBuffer low = lower.buffer();
    FloatBuffer high = upper.buffer();
    for (int d = 0; d < target.capacity(); d++) {
      target.put(d, Math.min(Math.max(target.get(d), low.get(d)), high.get(d)));
    }
  }

  @Override
  public String toString() {
    return "plain";
  }
}
