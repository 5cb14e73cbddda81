package io.cdmaa.attack;

import io.cdmaa.tensor.FloatTensor;
import java.util.SplittableRandom;

/**
 * Losses and estimated gradients of a query-only generator: g is estimated as the mean of (L(x + r
 * u) - L(x - r u)) / 2r u over random directions u. With fewer directions than unknowns, the norm
 * of this mean is far larger than that of g, which would mislead anything that compares norms, MGDA
 * above all. It is therefore scaled to the norm that the differences themselves imply, since the
 * mean of (u . g)^2 is ||g||^2.
 *
 * <p>Queries are counted. If the remaining budget does not suffice for a whole estimate, fewer
 * pairs are used; once it is exhausted, the last losses and gradient are reused.
 */
final class QueryGradient {
  /** The generator as a black box. */
  @FunctionalInterface
  interface Query {
    /** Returns the losses of all domains at a photo [C, h, w] in [-1, 1]. */
    double[] losses(FloatTensor photo);
  }

  private final Query query;
  private final int domains;
  private final Queries settings;
  private final SplittableRandom random;
  private double[] lastLosses;

  /** The differences and directions of the last estimate, one gradient per domain, [K, D]. */
  private FloatTensor estimate;

  private long used;

  /**
   * @param query the generator
   * @param domains K, the cost of one photo
   * @param settings the query settings
   * @param seed the random seed of the directions
   */
  QueryGradient(Query query, int domains, Queries settings, long seed) {
    this.query = query;
    this.domains = domains;
    this.settings = settings;
    this.random = new SplittableRandom(seed);
    this.lastLosses = new double[domains];
  }

  /** Returns how many queries were made. */
  long used() {
    return used;
  }

  /** Counts queries that were made elsewhere for this run, such as those of the reference fakes. */
  void spend(long queries) {
    used += queries;
  }

  private boolean affords(long photos) {
    return used + photos * domains <= settings.budget();
  }

  private double[] ask(FloatTensor photo) {
    used += domains;
    return query.losses(photo);
  }

  /** Returns the losses at a photo. */
  double[] losses(FloatTensor photo) {
    if (affords(1)) {
      lastLosses = ask(photo);
    }
    return lastLosses.clone();
  }

  /**
   * Evaluates the losses and the gradient of each domain's loss.
   *
   * @param rows [K, D], overwritten
   */
  double[] evaluateEach(FloatTensor photo, FloatTensor rows) {
    double[] losses = losses(photo);
    if (affords(2)) {
      estimate(photo);
    }
    if (estimate == null) {
      estimate = FloatTensor.zeros(domains, photo.size());
    }
    rows.copyFrom(estimate);
    return losses;
  }

  /**
   * Evaluates the losses and the gradient of their weighted sum.
   *
   * @param gradient D elements, overwritten
   */
  double[] evaluate(FloatTensor photo, double[] weights, FloatTensor gradient) {
    FloatTensor rows = FloatTensor.zeros(domains, photo.size());
    double[] losses = evaluateEach(photo, rows);
    int n = photo.size();
    for (int i = 0; i < n; i++) {
      double sum = 0;
      for (int k = 0; k < domains; k++) {
        sum += weights[k] * rows.get(k * n + i);
      }
      gradient.set(i, (float) sum);
    }
    return losses;
  }

  private void estimate(FloatTensor photo) {
    int n = photo.size();
    double[][] sums = new double[domains][n];
    double[] squares = new double[domains];
    FloatTensor there = FloatTensor.zeros(photo.shape());
    int pairs = 0;
    while (pairs < settings.pairs() && affords(2)) {
      float[] u = direction(photo);
      double[] up = ask(moved(photo, u, settings.radius(), there));
      double[] down = ask(moved(photo, u, -settings.radius(), there));
      for (int k = 0; k < domains; k++) {
        double slope = (up[k] - down[k]) / (2 * settings.radius());
        squares[k] += slope * slope;
        for (int i = 0; i < n; i++) {
          sums[k][i] += slope * u[i];
        }
      }
      pairs++;
    }
    estimate = FloatTensor.zeros(domains, n);
    for (int k = 0; k < domains; k++) {
      double square = 0;
      for (double value : sums[k]) {
        square += value * value;
      }
      // The norm of a direction that is constant over t x t pixels is t times as large per unknown.
      double length = Math.sqrt(squares[k] / pairs) / settings.tile();
      double factor = square == 0 ? 0 : length / Math.sqrt(square);
      for (int i = 0; i < n; i++) {
        estimate.set(k * n + i, (float) (factor * sums[k][i]));
      }
    }
  }

  /** Returns a direction, constant over tiles. */
  private float[] direction(FloatTensor photo) {
    long[] shape = photo.shape();
    int height = (int) shape[shape.length - 2];
    int width = (int) shape[shape.length - 1];
    int planes = photo.size() / (height * width);
    int tile = settings.tile();
    int across = (width + tile - 1) / tile;
    int down = (height + tile - 1) / tile;
    float[] u = new float[photo.size()];
    float[] tiles = new float[across * down];
    for (int c = 0; c < planes; c++) {
      for (int t = 0; t < tiles.length; t++) {
        tiles[t] = sample();
      }
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          u[(c * height + y) * width + x] = tiles[y / tile * across + x / tile];
        }
      }
    }
    return u;
  }

  private float sample() {
    return settings.estimator() == Queries.Estimator.SPSA
        ? (random.nextBoolean() ? 1 : -1)
        : (float) Gaussian.next(random);
  }

  private static FloatTensor moved(FloatTensor x, float[] u, double step, FloatTensor into) {
    for (int i = 0; i < u.length; i++) {
      into.set(i, (float) Math.max(-1, Math.min(1, x.get(i) + step * u[i])));
    }
    return into;
  }
}
