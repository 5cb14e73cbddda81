package io.cdmaa.mgda;

/**
 * Finds the minimum-norm point of the convex hull of J vectors, given only their Gram matrix:
 * minimises a'Ga over the simplex (D&eacute;sid&eacute;ri 2012, eq. 4; Sener and Koltun 2018, eq.
 * 3).
 *
 * <p>At the solution w = sum_j a_j g_j the theorem that MGDA rests on holds: w . g_j &ge; ||w||^2
 * for every j, so that w increases every loss; or w = 0 and no direction does (Pareto-stationary).
 */
public interface MinNormSolver {
  /**
   * Solves for one Gram matrix. Multiplying it by a positive number from 1e-60 to 1e60 changes only
   * the norm and gap of the result.
   *
   * @param gram J x J, symmetric, finite, with a diagonal of zeros or positive numbers
   * @throws IllegalArgumentException if the matrix is anything else
   */
  MinNormPoint solve(double[][] gram);
}
