package io.cdmaa.nd4j;

import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.mgda.Vectors;
import io.cdmaa.tensor.FloatTensor;
import java.util.Map;
import java.util.WeakHashMap;
import org.nd4j.linalg.api.blas.Level1;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.same.Sign;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * ND4J over OpenBLAS: float32 throughout, the Gram matrix by one {@code gemm} with a relative error
 * of about 1e-6, on one thread (a second thread pool beside ONNX Runtime's makes everything up to 7
 * times slower).
 *
 * <p>Float32 products underflow below 1e-38, so gradients of 1e-22 would appear as zeros; and they
 * overflow above 3e38. The diagonal reveals both: only if one of its entries leaves the safe range
 * are the affected rows scaled by a power of two, which is exact, and the product computed again.
 *
 * <p>Views of tensors are created once and cached for the lifetime of the tensor.
 */
public final class Nd4jArithmetic implements GradientArithmetic {
  /**
   * Range of mean squares for which no relevant product of two rows leaves the range of float32.
   */
  private static final double SAFE_LOW = 1e-26;

  private static final double SAFE_HIGH = 1e26;

  private final Map<FloatTensor, INDArray> matrices = new WeakHashMap<>();
  private final Map<FloatTensor, INDArray> vectors = new WeakHashMap<>();
  private final Level1 blas;
  private INDArray gram;
  private FloatTensor scaled;

  /** Loads ND4J on first use (half a second) and sets it to one thread. */
  public Nd4jArithmetic() {
    Nd4j.getEnvironment().setMaxThreads(1);
    Nd4j.factory().blas().setMaxThreads(1);
    blas = Nd4j.getBlasWrapper().level1();
  }

  @Override
  public double[][] gram(GradientMatrix gradients) {
    int n = gradients.rows();
    double[][] result = multiply(gradients.values(), n);
    boolean safe = true;
    for (int j = 0; j < n; j++) {
      double meanSquare = result[j][j] / gradients.columns();
      safe &= meanSquare >= SAFE_LOW && meanSquare <= SAFE_HIGH;
    }
    return safe ? result : scaledGram(gradients);
  }

  private double[][] scaledGram(GradientMatrix gradients) {
    int n = gradients.rows();
    if (scaled == null || scaled.size() != gradients.values().size()) {
      scaled = FloatTensor.zeros(n, gradients.columns());
    }
    int[] exponents = new int[n];
    for (int j = 0; j < n; j++) {
      FloatTensor row = gradients.row(j);
      float largest = Vectors.largest(row);
      if (!Float.isFinite(largest)) {
        throw Vectors.notFinite(gradients, j);
      }
      exponents[j] = largest == 0 ? 0 : -Math.getExponent(Float.max(largest, Float.MIN_NORMAL));
      FloatTensor target = scaled.rows(j, 1);
      for (int d = 0; d < row.size(); d++) {
        target.set(d, Math.scalb(row.get(d), exponents[j]));
      }
    }
    double[][] result = multiply(scaled, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        result[i][j] = Math.scalb(result[i][j], -exponents[i] - exponents[j]);
      }
    }
    return result;
  }

  private double[][] multiply(FloatTensor matrix, int n) {
    if (gram == null || gram.rows() != n) {
      gram = Nd4j.createUninitialized(DataType.FLOAT, new long[] {n, n}, 'f');
    }
    INDArray rows = matrices.computeIfAbsent(matrix, Nd4jViews::of);
    Nd4j.gemm(rows, rows, gram, false, true, 1, 0);
    double[][] result = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        result[i][j] = gram.getFloat(i, j);
        result[j][i] = result[i][j];
      }
    }
    return result;
  }

  @Override
  public void weightedSum(double[] weights, GradientMatrix gradients, FloatTensor out) {
    Vectors.requireWeights(weights, gradients);
    Vectors.requireSize(gradients.columns(), out);
    INDArray sum = vector(out);
    sum.assign(0f);
    for (int j = 0; j < weights.length; j++) {
      if (weights[j] != 0) {
        blas.axpy(out.size(), weights[j], vector(gradients.row(j)), sum);
      }
    }
  }

  @Override
  public double[] products(GradientMatrix gradients, FloatTensor v) {
    Vectors.requireSize(gradients.columns(), v);
    double[] products = new double[gradients.rows()];
    for (int j = 0; j < products.length; j++) {
      products[j] = blas.dot(v.size(), 1, vector(gradients.row(j)), vector(v));
    }
    return products;
  }

  @Override
  public double norm1(FloatTensor v) {
    return blas.asum(vector(v));
  }

  @Override
  public double norm2(FloatTensor v) {
    return blas.nrm2(vector(v));
  }

  @Override
  public void sign(FloatTensor v) {
    Nd4j.getExecutioner().exec(new Sign(vector(v)));
  }

  @Override
  public void scale(FloatTensor v, double factor) {
    vector(v).muli(factor);
  }

  @Override
  public void add(FloatTensor x, double factor, FloatTensor v) {
    Vectors.requireSize(x.size(), v);
    blas.axpy(x.size(), factor, vector(v), vector(x));
  }

  @Override
  public void clip(FloatTensor x, FloatTensor lower, FloatTensor upper) {
    Vectors.requireSize(x.size(), lower);
    Vectors.requireSize(x.size(), upper);
    Transforms.max(vector(x), vector(lower), false);
    Transforms.min(vector(x), vector(upper), false);
  }

  /**
   * Returns a flat view, since ND4J's level-1 operations only accept vectors among the shapes of a
   * photo.
   */
  private INDArray vector(FloatTensor tensor) {
    return vectors.computeIfAbsent(tensor, t -> Nd4jViews.of(t.reshaped(t.size())));
  }

  @Override
  public String toString() {
    return "nd4j";
  }
}
