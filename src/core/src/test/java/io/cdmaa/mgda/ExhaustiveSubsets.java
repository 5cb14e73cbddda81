package io.cdmaa.mgda;

import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * The shortest point by trying every subset of vectors: the affine minimiser of each, from its
 * optimality conditions, counts if no weight is negative. Slow, and sure for J up to 6.
 */
final class ExhaustiveSubsets implements MinNormSolver {
  @Override
  public MinNormPoint solve(double[][] gram) {
    int n = gram.length;
    double[] best = null;
    double least = Double.POSITIVE_INFINITY;
    for (int subset = 1; subset < 1 << n; subset++) {
      double[] a = affineMinimiser(gram, subset);
      if (a != null) {
        double norm = Grams.dot(a, Grams.multiply(gram, a));
        if (norm < least) {
          least = norm;
          best = a;
        }
      }
    }
    return Grams.point(gram, 0, best, 0);
  }

  private static double[] affineMinimiser(double[][] gram, int subset) {
    int[] members = IntStream.range(0, gram.length).filter(i -> (subset >> i & 1) == 1).toArray();
    int m = members.length;
    Array2DRowRealMatrix conditions = new Array2DRowRealMatrix(m + 1, m + 1);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < m; j++) {
        conditions.setEntry(i, j, gram[members[i]][members[j]]);
      }
      conditions.setEntry(i, m, 1);
      conditions.setEntry(m, i, 1);
    }
    ArrayRealVector right = new ArrayRealVector(m + 1);
    right.setEntry(m, 1);
    double[] solution =
        new SingularValueDecomposition(conditions).getSolver().solve(right).toArray();
    double[] a = new double[gram.length];
    double sum = 0;
    for (int i = 0; i < m; i++) {
      if (solution[i] < -1e-9) {
        return null;
      }
      a[members[i]] = Math.max(0, solution[i]);
      sum += a[members[i]];
    }
    return sum < 0.5 ? null : a;
  }
}
