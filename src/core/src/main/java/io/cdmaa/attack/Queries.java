package io.cdmaa.attack;

import io.cdmaa.Ranges;
import java.util.Objects;

/**
 * How the gradient of a query-only generator is estimated, and at what cost.
 *
 * @param estimator the distribution of the directions
 * @param pairs antithetic pairs of queries per estimate, 1 to 100,000
 * @param radius distance of a query from the photo, per value, in (0, 1]
 * @param tile directions are constant over squares of this many pixels a side, 1 to 1024: fewer
 *     unknowns for the same number of queries, since the gradients of generators are smooth (Ilyas,
 *     Engstrom and Madry, "Prior Convictions", ICLR 2019)
 * @param budget queries per photo and generator, at least 1; one query is one fake, so a photo
 *     under K conditions costs K
 */
public record Queries(Estimator estimator, int pairs, double radius, int tile, long budget) {
  /** Distribution of the directions. */
  public enum Estimator {
    /** Gaussian: natural evolution strategies (Ilyas et al. 2018, section 2.1). */
    NES,
    /** Random signs: simultaneous perturbation (Spall 1992; Uesato et al. 2018, section 4). */
    SPSA
  }

  /**
   * @throws io.cdmaa.CdmaaException if a value is out of range
   */
  public Queries {
    Objects.requireNonNull(estimator, "estimator");
    Ranges.within("query-pairs", pairs, 1, 100_000);
    Ranges.above("query-radius", radius, 0, 1);
    Ranges.within("query-tile", tile, 1, 1024);
    Ranges.within("queries", (double) budget, 1, 1e15);
  }

  /** Returns NES with 20 pairs at 0.02 (2.5 levels of 255) over 8 x 8 pixels, 20,000 queries. */
  public static Queries defaults() {
    return new Queries(Estimator.NES, 20, 0.02, 8, 20_000);
  }

  /** Returns a copy with the given estimator. */
  public Queries withEstimator(Estimator other) {
    return new Queries(other, pairs, radius, tile, budget);
  }

  /** Returns a copy with the given number of pairs. */
  public Queries withPairs(int other) {
    return new Queries(estimator, other, radius, tile, budget);
  }

  /** Returns a copy with the given radius. */
  public Queries withRadius(double other) {
    return new Queries(estimator, pairs, other, tile, budget);
  }

  /** Returns a copy with the given tile size. */
  public Queries withTile(int other) {
    return new Queries(estimator, pairs, radius, other, budget);
  }

  /** Returns a copy with the given query budget. */
  public Queries withBudget(long other) {
    return new Queries(estimator, pairs, radius, tile, other);
  }

  /**
   * The queries spent on one photo.
   *
   * @param generator the generator's name
   * @param used number of queries made
   * @param budget number of queries allowed
   */
  public record Count(String generator, long used, long budget) {}
}
