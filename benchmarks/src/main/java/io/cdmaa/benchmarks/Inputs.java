package io.cdmaa.benchmarks;

import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GradientCheck;
import io.cdmaa.generator.Manifest;
import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.SplittableRandom;

/** Made-up gradients and photos, the same in each run. */
final class Inputs {
  private Inputs() {}

  /** Gradients of the size that real ones have (1e-5), partly aligned as real ones are. */
  static GradientMatrix gradients(int rows, int columns) {
    SplittableRandom random = new SplittableRandom(7);
    GradientMatrix matrix = new GradientMatrix(rows, columns);
    for (int d = 0; d < columns; d++) {
      double common = random.nextDouble(-1, 1);
      for (int j = 0; j < rows; j++) {
        matrix.row(j).set(d, (float) (1e-5 * (0.3 * common + random.nextDouble(-1, 1))));
      }
    }
    return matrix;
  }

  static double[] losses(int rows) {
    double[] losses = new double[rows];
    for (int j = 0; j < rows; j++) {
      losses[j] = 0.01 * (j + 1);
    }
    return losses;
  }

  static FloatTensor photo(int pixels) {
    SplittableRandom random = new SplittableRandom(11);
    FloatTensor photo = FloatTensor.zeros(3, pixels, pixels);
    for (int i = 0; i < photo.size(); i++) {
      photo.set(i, (float) random.nextDouble(-1, 1));
    }
    return photo;
  }

  /** ||a - b|| / ||b||. */
  static double relativeDistance(FloatTensor a, FloatTensor b) {
    double distance = 0;
    double length = 0;
    for (int d = 0; d < b.size(); d++) {
      double difference = (double) a.get(d) - b.get(d);
      distance += difference * difference;
      length += (double) b.get(d) * b.get(d);
    }
    return Math.sqrt(distance / length);
  }

  /** Checks a generator's gradient against differences of its losses before it is timed. */
  static void requireTrueGradient(Manifest manifest, Generator generator, SessionFactory sessions) {
    GradientCheck.Outcome outcome = GradientCheck.run(manifest, generator, sessions, 1, 2);
    require(outcome.agrees(), generator.name() + ": the gradient is wrong, " + outcome);
  }

  static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new IllegalStateException(sentence);
    }
  }
}
