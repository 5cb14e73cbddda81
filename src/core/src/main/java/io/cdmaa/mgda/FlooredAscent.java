package io.cdmaa.mgda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Maximises one objective while other losses are protected: the minimum-norm point of the convex
 * hull of s / ||s||, where s is the weighted sum of the gradients that are not protected, and of
 * g_j / ||g_j|| for each that is. By MGDA's theorem it increases s and every protected loss by the
 * same amount, to first order, or no direction increases them all.
 *
 * @param solver finds the minimum-norm point
 */
public record FlooredAscent(MinNormSolver solver) {
  /** Rejects null. */
  public FlooredAscent {
    Objects.requireNonNull(solver, "solver");
  }

  /**
   * Returns the coefficients of one iteration.
   *
   * @param shares the weight of each gradient in the objective s, above 0, or 0 if its loss is
   *     protected; if all are, they are increased equally
   * @param gram J x J, g_i . g_j
   */
  public Aggregation aggregate(double[] shares, double[][] gram) {
    List<double[]> members = members(shares, gram);
    double[][] hull = new double[members.size()][members.size()];
    for (int a = 0; a < hull.length; a++) {
      double[] product = Grams.multiply(gram, members.get(a));
      for (int b = 0; b < a; b++) {
        hull[a][b] = Grams.dot(members.get(b), product);
        hull[b][a] = hull[a][b];
      }
      hull[a][a] = 1;
    }
    double[] coefficients = new double[gram.length];
    double[] weights = new double[gram.length];
    if (members.isEmpty()) {
      return new Aggregation(coefficients, weights, Aggregation.inert(gram), 0, 0, 0, gram);
    }
    MinNormPoint point = solver.solve(hull);
    double[] hullWeights = point.weights();
    for (int a = 0; a < hullWeights.length; a++) {
      double sum = Arrays.stream(members.get(a)).sum();
      for (int j = 0; j < weights.length; j++) {
        coefficients[j] += hullWeights[a] * members.get(a)[j];
        weights[j] += hullWeights[a] * members.get(a)[j] / sum;
      }
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

  /**
   * Returns the vectors of the hull as combinations of the gradients, each of length 1: all
   * unprotected gradients together, then each protected one. Zero vectors are omitted.
   */
  private static List<double[]> members(double[] shares, double[][] gram) {
    List<double[]> members = new ArrayList<>();
    addUnit(members, shares, gram);
    for (int j = 0; j < shares.length; j++) {
      if (shares[j] == 0) {
        double[] own = new double[shares.length];
        own[j] = 1;
        addUnit(members, own, gram);
      }
    }
    return members;
  }

  private static void addUnit(List<double[]> members, double[] combination, double[][] gram) {
    double square = Grams.dot(combination, Grams.multiply(gram, combination));
    if (square > 0) {
      double length = Math.sqrt(square);
      members.add(Arrays.stream(combination).map(c -> c / length).toArray());
    }
  }
}
