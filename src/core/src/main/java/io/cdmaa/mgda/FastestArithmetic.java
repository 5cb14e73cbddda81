package io.cdmaa.mgda;

import static io.cdmaa.mgda.ArithmeticOperation.ADD;
import static io.cdmaa.mgda.ArithmeticOperation.CLIP;
import static io.cdmaa.mgda.ArithmeticOperation.GRAM;
import static io.cdmaa.mgda.ArithmeticOperation.NORM1;
import static io.cdmaa.mgda.ArithmeticOperation.NORM2;
import static io.cdmaa.mgda.ArithmeticOperation.PRODUCTS;
import static io.cdmaa.mgda.ArithmeticOperation.SCALE;
import static io.cdmaa.mgda.ArithmeticOperation.SIGN;
import static io.cdmaa.mgda.ArithmeticOperation.WEIGHTED_SUM;

import io.cdmaa.tensor.FloatTensor;
import java.util.List;

/**
 * Performs each operation with the fastest of several arithmetics for the given size. The
 * candidates agree up to rounding, so the choice affects results by no more than that.
 */
final class FastestArithmetic implements GradientArithmetic {
  private final List<GradientArithmetic> candidates;
  private final MeasuredChoices choices;

  /**
   * @param candidates the default first
   * @param choices shared by all instances with the same candidates, so that each choice is made
   *     once
   */
  FastestArithmetic(List<GradientArithmetic> candidates, MeasuredChoices choices) {
    this.candidates = List.copyOf(candidates);
    this.choices = choices;
  }

  private GradientArithmetic at(ArithmeticOperation operation, GradientMatrix gradients) {
    return at(operation, gradients.rows(), gradients.columns());
  }

  private GradientArithmetic at(ArithmeticOperation operation, FloatTensor v) {
    return at(operation, 1, v.size());
  }

  private GradientArithmetic at(ArithmeticOperation operation, int rows, int columns) {
    return candidates.get(choices.fastest(operation, rows, columns, candidates));
  }

  @Override
  public double[][] gram(GradientMatrix gradients) {
    return at(GRAM, gradients).gram(gradients);
  }

  @Override
  public void weightedSum(double[] weights, GradientMatrix gradients, FloatTensor out) {
    at(WEIGHTED_SUM, gradients).weightedSum(weights, gradients, out);
  }

  @Override
  public double[] products(GradientMatrix gradients, FloatTensor v) {
    return at(PRODUCTS, gradients).products(gradients, v);
  }

  @Override
  public double norm1(FloatTensor v) {
    return at(NORM1, v).norm1(v);
  }

  @Override
  public double norm2(FloatTensor v) {
    return at(NORM2, v).norm2(v);
  }

  @Override
  public void sign(FloatTensor v) {
    at(SIGN, v).sign(v);
  }

  @Override
  public void scale(FloatTensor v, double factor) {
    at(SCALE, v).scale(v, factor);
  }

  @Override
  public void add(FloatTensor x, double factor, FloatTensor v) {
    at(ADD, x).add(x, factor, v);
  }

  @Override
  public void clip(FloatTensor x, FloatTensor lower, FloatTensor upper) {
    at(CLIP, x).clip(x, lower, upper);
  }

  @Override
  public String toString() {
    return "fastest of " + candidates;
  }
}
