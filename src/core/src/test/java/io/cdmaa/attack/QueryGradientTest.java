package io.cdmaa.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.CdmaaException;
import io.cdmaa.attack.Queries.Estimator;
import io.cdmaa.tensor.FloatTensor;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Estimates against the gradient of a function that is known. */
class QueryGradientTest {
  private static final int SIDE = 8;
  private static final int SIZE = 3 * SIDE * SIDE;

  /** Two domains: L_k = mean (tanh(a_k . x) - b_k)^2-like, smooth and with a known gradient. */
  private static final class Known {
    private final double[][] a = new double[2][SIZE];
    private int photos;

    Known() {
      SplittableRandom random = new SplittableRandom(4);
      for (double[] row : a) {
        for (int i = 0; i < SIZE; i++) {
          row[i] = random.nextDouble(-1, 1) / 8;
        }
      }
    }

    double[] losses(FloatTensor x) {
      photos++;
      return new double[] {Math.pow(value(0, x), 2), Math.pow(value(1, x), 2)};
    }

    private double value(int k, FloatTensor x) {
      double sum = 0.5;
      for (int i = 0; i < SIZE; i++) {
        sum += a[k][i] * x.get(i);
      }
      return Math.tanh(sum);
    }

    double[] gradient(int k, FloatTensor x) {
      double value = value(k, x);
      double[] gradient = new double[SIZE];
      for (int i = 0; i < SIZE; i++) {
        gradient[i] = 2 * value * (1 - value * value) * a[k][i];
      }
      return gradient;
    }
  }

  private static FloatTensor photo() {
    SplittableRandom random = new SplittableRandom(9);
    FloatTensor photo = FloatTensor.zeros(3, SIDE, SIDE);
    for (int i = 0; i < SIZE; i++) {
      photo.set(i, (float) random.nextDouble(-0.5, 0.5));
    }
    return photo;
  }

  private static double dot(double[] a, FloatTensor b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b.get(i);
    }
    return sum;
  }

  private static double norm(FloatTensor v) {
    double sum = 0;
    for (int i = 0; i < v.size(); i++) {
      sum += (double) v.get(i) * v.get(i);
    }
    return Math.sqrt(sum);
  }

  private static double norm(double[] v) {
    double sum = 0;
    for (double value : v) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }

  private static FloatTensor estimate(Estimator estimator, int pairs, int tile, long seed) {
    Known known = new Known();
    FloatTensor rows = FloatTensor.zeros(2, SIZE);
    new QueryGradient(
            known::losses, 2, new Queries(estimator, pairs, 0.01, tile, 1_000_000_000), seed)
        .evaluateEach(photo(), rows);
    return rows;
  }

  private static double cosine(Estimator estimator, int pairs, long seed) {
    double[] truth = new Known().gradient(1, photo());
    FloatTensor found = estimate(estimator, pairs, 1, seed).rows(1, 1);
    return dot(truth, found) / norm(truth) / norm(found);
  }

  /** For n directions of d unknowns the expected cosine is about sqrt(n / (n + d)). */
  @ParameterizedTest
  @EnumSource
  void theCosineGrowsWithTheSamples(Estimator estimator) {
    double before = 0;
    for (int pairs : new int[] {20, 200, 2000}) {
      double mean = 0;
      for (int seed = 0; seed < 5; seed++) {
        mean += cosine(estimator, pairs, seed) / 5;
      }
      assertThat(mean).isEqualTo(Math.sqrt(pairs / (double) (pairs + SIZE)), within(0.1));
      assertThat(mean).isGreaterThan(before);
      before = mean;
    }
    assertThat(before).isGreaterThan(0.9);
  }

  /** Few samples or many, the estimate is as long as the gradient, on average. */
  @ParameterizedTest
  @EnumSource
  void theLengthIsThatOfTheGradient(Estimator estimator) {
    double truth = norm(new Known().gradient(0, photo()));
    for (int pairs : new int[] {30, 300}) {
      double mean = 0;
      for (int seed = 0; seed < 8; seed++) {
        mean += norm(estimate(estimator, pairs, 1, seed).rows(0, 1)) / 8;
      }
      assertThat(mean / truth).isBetween(0.85, 1.15);
    }
  }

  /** Of the gradient's means over 4 x 4 pixels: as long as these, and nearly parallel. */
  @Test
  void tilesEstimateTheMeansOverTheirPixels() {
    double[] truth = new Known().gradient(0, photo());
    double[] means = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      int c = i / (SIDE * SIDE);
      int y = i / SIDE % SIDE / 4 * 4;
      int x = i % SIDE / 4 * 4;
      for (int p = 0; p < 16; p++) {
        means[i] += truth[(c * SIDE + y + p / 4) * SIDE + x + p % 4] / 16;
      }
    }
    FloatTensor found = estimate(Estimator.NES, 2000, 4, 1).rows(0, 1);
    assertThat(dot(means, found) / norm(means) / norm(found)).isGreaterThan(0.98);
    assertThat(norm(found) / norm(means)).isBetween(0.9, 1.1);
  }

  @Test
  void aWeightedGradientIsTheWeightedSumOfTheDomains() {
    Queries settings = new Queries(Estimator.NES, 10, 0.01, 1, 1_000);
    FloatTensor rows = FloatTensor.zeros(2, SIZE);
    new QueryGradient(new Known()::losses, 2, settings, 3).evaluateEach(photo(), rows);
    FloatTensor gradient = FloatTensor.zeros(3, SIDE, SIDE);
    new QueryGradient(new Known()::losses, 2, settings, 3)
        .evaluate(photo(), new double[] {0.25, 0.75}, gradient);
    for (int i = 0; i < SIZE; i++) {
      assertThat((double) gradient.get(i))
          .isEqualTo(0.25 * rows.get(i) + 0.75 * rows.get(SIZE + i), within(1e-7));
    }
  }

  /** One photo costs 2 queries, one estimate of 3 pairs 12, and the budget is 2 + 12 + 2 + 4. */
  @Test
  void queriesAreCountedAndTheBudgetIsKept() {
    Known known = new Known();
    QueryGradient gradient =
        new QueryGradient(known::losses, 2, new Queries(Estimator.SPSA, 3, 0.01, 1, 20), 0);
    FloatTensor rows = FloatTensor.zeros(2, SIZE);
    FloatTensor photo = photo();
    gradient.evaluateEach(photo, rows);
    assertThat(gradient.used()).isEqualTo(14).isEqualTo(2L * known.photos);
    gradient.evaluateEach(photo, rows);
    assertThat(gradient.used()).isEqualTo(20).isEqualTo(2L * known.photos);
    float[] last = rows.toArray();
    double[] lastLosses = gradient.losses(photo);
    photo.set(0, 0.9f);
    assertThat(gradient.evaluateEach(photo, rows)).containsExactly(lastLosses);
    assertThat(rows.toArray()).isEqualTo(last);
    assertThat(gradient.used()).isEqualTo(20).isEqualTo(2L * known.photos);
  }

  @Test
  void theSameSeedGivesTheSameEstimate() {
    assertThat(estimate(Estimator.NES, 5, 2, 1).toArray())
        .isEqualTo(estimate(Estimator.NES, 5, 2, 1).toArray())
        .isNotEqualTo(estimate(Estimator.NES, 5, 2, 2).toArray());
  }

  @Test
  void whatIsOutOfRangeIsRefused() {
    assertThatExceptionOfType(CdmaaException.class)
        .isThrownBy(() -> new Queries(Estimator.NES, 0, 0.01, 1, 10))
        .withMessageContaining("query-pairs is 0");
    assertThatExceptionOfType(CdmaaException.class)
        .isThrownBy(() -> new Queries(Estimator.NES, 1, 0, 1, 10))
        .withMessageContaining("query-radius");
  }
}
