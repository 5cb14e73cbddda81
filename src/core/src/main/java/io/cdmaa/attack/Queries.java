package io.cdmaa.attack;

import io.cdmaa.Ranges;
import java.util.Objects;

/**
 * How the gradient of a generator that can only be queried is estimated, and what that may cost.
 *
 * @param estimator the distribution of the directions
 * @param pairs antithetic pairs of queries per estimate, 1 to 100,000
 * @param radius how far a query is from the photo, per value, in (0, 1]
 * @param tile directions are constant over squares of so many pixels, 1 to 1024: fewer unknowns for
 *     the same number of queries, as gradients of generators are smooth (Ilyas, Engstrom and Madry,
 *     "Prior Convictions", ICLR 2019)
 * @param budget queries per photo and generator, at least 1; one query is one fake, so a photo
 *     under K conditions costs K
 */
public record Queries(Estimator estimator, int pairs, double radius, int tile, long budget) {
  /** Distribution of the directions. */
  public enum Estimator {
    /** Gaussian: natural evolution strategies (Ilyas et al. 2018, section 2.1). */
    NES,
    /** Signs: simultaneous perturbation (Spall 1992; Uesato et al. 2018, section 4). */
    SPSA
  }

  /** Checks the ranges. */
  public Queries {
    Objects.requireNonNull(estimator, "estimator");
    Ranges.within("query-pairs", pairs, 1, 100_000);
    Ranges.above("query-radius", radius, 0, 1);
    Ranges.within("query-tile", tile, 1, 1024);
    Ranges.within("queries", (double) budget, 1, 1e15);
  }

  /** NES with 20 pairs at 0.02 (2.5 levels of 255) over 8 x 8 pixels, 20,000 queries. */
  public static Queries defaults() {
    return new Queries(Estimator.NES, 20, 0.02, 8, 20_000);
  }

  /** These queries with other directions. */
  public Queries withEstimator(Estimator other) {
    return new Queries(other, pairs, radius, tile, budget);
  }

  /** These queries with as many pairs. */
  public Queries withPairs(int other) {
    return new Queries(estimator, other, radius, tile, budget);
  }

  /** These queries at another distance. */
  public Queries withRadius(double other) {
    return new Queries(estimator, pairs, other, tile, budget);
  }

  /** These queries over other squares. */
  public Queries withTile(int other) {
    return new Queries(estimator, pairs, radius, other, budget);
  }

  /** These queries with another budget. */
  public Queries withBudget(long other) {
    return new Queries(estimator, pairs, radius, tile, other);
  }

  /**
   * What was spent on one photo.
   *
   * @param generator its name
   * @param used queries made
   * @param budget queries allowed
   */
  public record Count(String generator, long used, long budget) {}
}
