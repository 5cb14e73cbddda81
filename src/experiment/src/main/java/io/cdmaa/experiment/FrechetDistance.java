package io.cdmaa.experiment;

import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * The Fr&eacute;chet distance between two sets of features, each taken as a normal distribution:
 * |m_a - m_b|^2 + tr(S_a + S_b - 2 (S_a S_b)^(1/2)) (Heusel et al., "GANs Trained by a Two
 * Time-Scale Update Rule Converge to a Local Nash Equilibrium", NeurIPS 2017, eq. 6), with unbiased
 * covariances. On features of Inception it is the FID.
 *
 * <p>With centred features A and B as rows, divided by the square root of their number less one,
 * the trace of (S_a S_b)^(1/2) is the sum of the singular values of A B', which has as many rows as
 * there are fakes. If these outnumber the features, it is the sum of the roots of the eigenvalues
 * of S_a^(1/2) S_b S_a^(1/2). Both are exact, and neither takes the root of a matrix that is not
 * symmetric.
 */
public final class FrechetDistance {
  private FrechetDistance() {}

  /**
   * Returns the distance.
   *
   * @param a at least two vectors of one length
   * @param b at least two vectors of the same length
   * @return at least 0; NaN if there are fewer vectors
   */
  public static double between(List<float[]> a, List<float[]> b) {
    if (a.size() < 2 || b.size() < 2) {
      return Double.NaN;
    }
    double[] meanA = mean(a);
    double[] meanB = mean(b);
    RealMatrix first = centred(a, meanA);
    RealMatrix second = centred(b, meanB);
    double distance = 0;
    for (int d = 0; d < meanA.length; d++) {
      distance += (meanA[d] - meanB[d]) * (meanA[d] - meanB[d]);
    }
    double common =
        Math.min(a.size(), b.size()) <= meanA.length ? ofFew(first, second) : ofMany(first, second);
    return Math.max(0, distance + square(first) + square(second) - 2 * common);
  }

  private static double ofFew(RealMatrix first, RealMatrix second) {
    double sum = 0;
    RealMatrix product = first.multiply(second.transpose());
    for (double value : new SingularValueDecomposition(product).getSingularValues()) {
      sum += value;
    }
    return sum;
  }

  private static double ofMany(RealMatrix first, RealMatrix second) {
    EigenDecomposition eigen = new EigenDecomposition(symmetric(first.transpose().multiply(first)));
    double[] roots = eigen.getRealEigenvalues();
    for (int k = 0; k < roots.length; k++) {
      roots[k] = Math.sqrt(Math.max(0, roots[k]));
    }
    RealMatrix root =
        eigen.getV().multiply(MatrixUtils.createRealDiagonalMatrix(roots)).multiply(eigen.getVT());
    RealMatrix side = second.multiply(root);
    double sum = 0;
    for (double value :
        new EigenDecomposition(symmetric(side.transpose().multiply(side))).getRealEigenvalues()) {
      sum += Math.sqrt(Math.max(0, value));
    }
    return sum;
  }

  /** Removes the asymmetry of rounding, which the decomposition would refuse. */
  private static RealMatrix symmetric(RealMatrix matrix) {
    return matrix.add(matrix.transpose()).scalarMultiply(0.5);
  }

  private static double square(RealMatrix matrix) {
    double norm = matrix.getFrobeniusNorm();
    return norm * norm;
  }

  private static double[] mean(List<float[]> vectors) {
    double[] mean = new double[vectors.get(0).length];
    for (float[] vector : vectors) {
      for (int d = 0; d < mean.length; d++) {
        mean[d] += vector[d] / vectors.size();
      }
    }
    return mean;
  }

  private static RealMatrix centred(List<float[]> vectors, double[] mean) {
    double scale = 1 / Math.sqrt(vectors.size() - 1.0);
    double[][] rows = new double[vectors.size()][mean.length];
    for (int i = 0; i < rows.length; i++) {
      for (int d = 0; d < mean.length; d++) {
        rows[i][d] = scale * (vectors.get(i)[d] - mean[d]);
      }
    }
    return new Array2DRowRealMatrix(rows, false);
  }
}
