package io.cdmaa.mgda;

import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Multiple-gradient descent: the minimum-norm point w = sum_j a_j r_j g_j of the convex hull of the
 * regularised gradients (D&eacute;sid&eacute;ri 2012; Qiu, Du and Lu 2022, Algorithm 1). The rows
 * themselves are never scaled, since the regularised Gram matrix is r_i r_j G_ij.
 *
 * <p>Generators whose gradient is exactly zero are left out of the hull and flagged ({@link
 * Aggregation#inert()}).
 *
 * @param regularisation how the gradients are weighted against each other
 * @param solver finds the minimum-norm point
 */
public record Mgda(Regularisation regularisation, MinNormSolver solver)
    implements ModelAggregation {
  /** Rejects null. */
  public Mgda {
    Objects.requireNonNull(regularisation, "regularisation");
    Objects.requireNonNull(solver, "solver");
  }

  /** Uses the exact solver, which takes microseconds and needs no tolerance. */
  public Mgda(Regularisation regularisation) {
    this(regularisation, new ActiveSet());
  }

  @Override
  public Aggregation aggregate(int iteration, double[] losses, double[][] gram) {
    int n = gram.length;
    double[] norms = new double[n];
    for (int j = 0; j < n; j++) {
      norms[j] = Math.sqrt(gram[j][j]);
    }
    double[] factors = regularisation.factors(losses, norms);
    int[] hull = IntStream.range(0, n).filter(j -> gram[j][j] > 0).toArray();
    double[] weights = new double[n];
    double[] coefficients = new double[n];
    if (hull.length == 0) {
      return new Aggregation(coefficients, weights, Aggregation.inert(gram), 0, 0, 0, gram);
    }
    double[][] regularised = new double[hull.length][hull.length];
    for (int i = 0; i < hull.length; i++) {
      for (int j = 0; j < hull.length; j++) {
        regularised[i][j] = gram[hull[i]][hull[j]] * (factors[hull[i]] * factors[hull[j]]);
      }
    }
    MinNormPoint point = solver.solve(regularised);
    double[] shares = point.weights();
    for (int i = 0; i < hull.length; i++) {
      weights[hull[i]] = shares[i];
      coefficients[hull[i]] = shares[i] * factors[hull[i]];
    }
    return new Aggregation(
        coefficients,
        weights,
        Aggregation.inert(gram),
        point.squaredNorm(),
        point.dualityGap(),
        point.iterations(),
        gram);
  }
}
