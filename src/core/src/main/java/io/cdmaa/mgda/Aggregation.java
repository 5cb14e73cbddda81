package io.cdmaa.mgda;

/**
 * The result of a strategy for one iteration, and how well it is founded.
 *
 * @param coefficients c_j of the direction sum_j c_j g_j; negative only if the strategy may
 *     subtract a gradient
 * @param weights the share of each generator, of its coefficient's sign; their magnitudes sum to 1,
 *     or all are 0 if there is no direction. For MGDA these weight the regularised gradients, c_j =
 *     r_j weights_j
 * @param inert whether gradient j is exactly zero: such a generator does not react to the photo,
 *     would pull the minimum-norm point to zero and stop all others, and is left out of the hull
 * @param squaredNorm ||w||^2 of the regularised direction, in the units of the regularised
 *     gradients
 * @param dualityGap by how much w . g^_j &ge; ||w||^2 may fail, same units; 0 for strategies
 *     without this guarantee
 * @param solverIterations steps of the min-norm solver, 0 if there is none
 * @param gram the J x J Gram matrix that the result was computed from
 */
@SuppressWarnings("ArrayRecordComponent") // numbers, copied in and out
public record Aggregation(
    double[] coefficients,
    double[] weights,
    boolean[] inert,
    double squaredNorm,
    double dualityGap,
    int solverIterations,
    double[][] gram) {
  /** Copies the arrays, except for the Gram matrix, which the caller must not modify. */
  public Aggregation {
    coefficients = coefficients.clone();
    weights = weights.clone();
    inert = inert.clone();
  }

  /** Returns an aggregation with fixed weights: c_j = weights_j. */
  static Aggregation fixed(double[] weights, double[][] gram) {
    double squaredNorm = Math.max(0, Grams.dot(weights, Grams.multiply(gram, weights)));
    return new Aggregation(weights, weights, inert(gram), squaredNorm, 0, 0, gram);
  }

  /** Returns an aggregation whose coefficients may be negative. */
  static Aggregation signed(double[] coefficients, double[][] gram) {
    double sum = 0;
    for (double coefficient : coefficients) {
      sum += Math.abs(coefficient);
    }
    double[] weights = new double[coefficients.length];
    for (int j = 0; j < weights.length && sum > 0; j++) {
      weights[j] = coefficients[j] / sum;
    }
    double squaredNorm = Math.max(0, Grams.dot(coefficients, Grams.multiply(gram, coefficients)));
    return new Aggregation(coefficients, weights, inert(gram), squaredNorm, 0, 0, gram);
  }

  static boolean[] inert(double[][] gram) {
    boolean[] inert = new boolean[gram.length];
    for (int j = 0; j < inert.length; j++) {
      inert[j] = gram[j][j] == 0;
    }
    return inert;
  }

  /** Returns a copy of the coefficients. */
  @Override
  public double[] coefficients() {
    return coefficients.clone();
  }

  /** Returns a copy of the weights. */
  @Override
  public double[] weights() {
    return weights.clone();
  }

  /** Returns which gradients are exactly zero, as a copy. */
  @Override
  public boolean[] inert() {
    return inert.clone();
  }

  /** Returns a copy of the Gram matrix. */
  @Override
  public double[][] gram() {
    double[][] copy = new double[gram.length][];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = gram[i].clone();
    }
    return copy;
  }

  /** Returns whether every gradient is exactly zero, so that there is no direction. */
  public boolean allInert() {
    for (boolean flag : inert) {
      if (!flag) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns the coefficients times the positive number that gives the longest term c_j g_j length
   * 1, so that their sum fits float32 whatever the scale of gradients and factors. All zeros if
   * every term is zero.
   */
  public double[] unitCoefficients() {
    double longest = 0;
    for (int j = 0; j < coefficients.length; j++) {
      longest = Math.max(longest, Math.abs(coefficients[j]) * Math.sqrt(gram[j][j]));
    }
    double[] unit = new double[coefficients.length];
    for (int j = 0; j < unit.length && longest > 0; j++) {
      unit[j] = coefficients[j] / longest;
    }
    return unit;
  }

  /** Returns the cosines between the gradients, J x J; 0 if one of the two is zero. */
  public double[][] cosines() {
    double[][] cosines = new double[gram.length][gram.length];
    for (int i = 0; i < gram.length; i++) {
      for (int j = 0; j < gram.length; j++) {
        double lengths = Math.sqrt(gram[i][i]) * Math.sqrt(gram[j][j]);
        cosines[i][j] = lengths == 0 ? 0 : Math.max(-1, Math.min(1, gram[i][j] / lengths));
      }
    }
    return cosines;
  }
}
