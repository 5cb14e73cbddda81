package io.cdmaa.mgda;

import java.util.Arrays;

/**
 * Nash-MTL (Navon et al., "Multi-Task Learning as a Bargaining Game", ICML 2022, eq. 3): the Nash
 * bargaining solution, the weights a &gt; 0 with G a = 1 / a, element by element. Each gradient
 * then contributes the same gain a_j g_j . w = 1, whatever its length.
 *
 * <p>The paper approximates it by a sequence of convex programs. Here the equivalent convex
 * problem, the minimum of a'Ga / 2 - sum_j log a_j, is solved to rounding by Newton's method with
 * damped steps (Boyd and Vandenberghe, "Convex Optimization", section 9.6, for self-concordant
 * functions). There is no solution if a convex combination of the gradients is zero, where no
 * direction raises all losses; all weights are then 0.
 */
public record NashMtl() implements GramWeighting {
  private static final int MOST_STEPS = 1000;
  private static final double CONVERGED = 1e-12;

  /** Weights of unit rows above this belong to a hull that contains zero within rounding. */
  private static final double UNBOUNDED = 1e7;

  @Override
  public double[] weights(int iteration, double[][] gram) {
    double[] lengths = Grams.lengths(gram);
    double[] weights = solve(Grams.cosines(gram));
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= lengths[i];
    }
    return weights;
  }

  private static double[] solve(double[][] cosines) {
    int n = cosines.length;
    double[] b = Grams.ones(n);
    for (int step = 0; step < MOST_STEPS; step++) {
      double[] products = Grams.multiply(cosines, b);
      double[][] hessian = new double[n][n];
      double[] change = new double[n];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++) {
          hessian[i][j] = b[i] * cosines[i][j] * b[j];
        }
        hessian[i][i] += 1;
        change[i] = 1 - b[i] * products[i];
      }
      double[] slope = change.clone();
      if (!Cholesky.solve(hessian, change, 0) || Arrays.stream(b).max().orElse(0) > UNBOUNDED) {
        break;
      }
      double decrement = Math.sqrt(Math.max(0, Grams.dot(slope, change)));
      double length = decrement < 0.25 ? 1 : 1 / (1 + decrement);
      for (int i = 0; i < n; i++) {
        b[i] *= 1 + length * change[i];
      }
      if (decrement < CONVERGED) {
        return b;
      }
    }
    return new double[n];
  }
}
