package io.cdmaa.mgda;

/**
 * Finds the point of least norm in the convex hull of J vectors that are known by their Gram matrix
 * only: minimise a'Ga over the simplex (D&eacute;sid&eacute;ri 2012, eq. 4; Sener and Koltun 2018,
 * eq. 3).
 *
 * <p>At the solution w = sum_j a_j g_j the theorem holds that carries MGDA: w . g_j &ge; ||w||^2
 * for every j, so that w raises every loss; or w = 0 and no direction does (Pareto-stationary).
 */
public interface MinNormSolver {
  /**
   * Solves for one Gram matrix. Multiplying it by a positive number changes only the norm and gap
   * of the result, from 1e-60 to 1e60.
   *
   * @param gram J x J, symmetric, finite, with a diagonal of zeros or positive numbers
   * @throws IllegalArgumentException if the matrix is anything else
   */
  MinNormPoint solve(double[][] gram);
}
