package io.cdmaa.mgda;

import io.cdmaa.CdmaaException;
import io.cdmaa.tensor.FloatTensor;

/**
 * The operations of an attack on whole gradients and photos; everything else works on the Gram
 * matrix.
 *
 * <p>An instance keeps scratch memory and serves one thread at a time: create one per attack. All
 * vectors of one call have the same number D of elements, whatever their shapes, otherwise an
 * {@link IllegalArgumentException} is thrown. In-place methods modify only their first argument.
 */
public interface GradientArithmetic {
  /**
   * Returns the Gram matrix G_ij = g_i . g_j, exactly symmetric, with a diagonal that is zero for
   * zero rows only: gradients from 1e-40 to 1e38 neither underflow nor overflow. Norms should be
   * taken from its diagonal.
   *
   * @param gradients J x D
   * @return J x J
   * @throws CdmaaException if a row contains NaN or an infinity; it names the row
   */
  double[][] gram(GradientMatrix gradients);

  /**
   * Computes {@code out = sum_j weights[j] g_j}. Weights should be such that no term leaves the
   * range of float32, see {@link Aggregation#unitCoefficients()}; rows of weight zero are not read.
   *
   * @param weights J weights, finite
   * @param gradients J x D
   * @param out D elements, overwritten
   */
  void weightedSum(double[] weights, GradientMatrix gradients, FloatTensor out);

  /**
   * Computes {@code g_j . v} for each row j.
   *
   * @param gradients J x D
   * @param v D elements
   * @return J values
   */
  double[] products(GradientMatrix gradients, FloatTensor v);

  /** Returns the sum of the absolute values of v. */
  double norm1(FloatTensor v);

  /** Returns the Euclidean norm of v. */
  double norm2(FloatTensor v);

  /** Sets {@code v = sign(v)}, element by element: -1, 0 or 1. */
  void sign(FloatTensor v);

  /** Sets {@code v = factor v}. */
  void scale(FloatTensor v, double factor);

  /** Sets {@code x = x + factor v}. */
  void add(FloatTensor x, double factor, FloatTensor v);

  /**
   * Sets {@code x = min(max(x, lower), upper)}, element by element and without rounding, so that x
   * respects the bounds to the last bit.
   */
  void clip(FloatTensor x, FloatTensor lower, FloatTensor upper);
}
