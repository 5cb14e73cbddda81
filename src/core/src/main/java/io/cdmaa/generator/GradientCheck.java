package io.cdmaa.generator;

import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Compares a generator's derived gradient with central differences of the runtime's own losses
 * along random directions: whether to trust it, without any other tool.
 */
public final class GradientCheck {
  /** Float32 losses and the kinks of ReLU networks allow no closer agreement. */
  public static final double TOLERANCE = 0.02;

  /** Euclidean lengths: long ones meet curvature, short ones the rounding of float32 losses. */
  private static final double[] STEPS = {0.1, 0.03, 0.01, 0.003};

  private static final double PERTURBATION = 0.05;

  private GradientCheck() {}

  /**
   * One direction.
   *
   * @param predicted slope of the mean loss along the direction, from the gradient
   * @param measured the central difference that agrees best, over several step sizes
   * @param error their difference, relative to the longer slope that the gradient has anywhere
   */
  public record Direction(double predicted, double measured, double error) {
    /** Whether the two agree. */
    public boolean agrees() {
      return error <= TOLERANCE;
    }
  }

  /**
   * Checks along the gradient itself and along random directions.
   *
   * @param generator the generator
   * @param factory opens its session
   * @param seed of picture and directions
   * @param directions how many, the first along the gradient
   */
  public static List<Direction> run(
      Generator generator, SessionFactory factory, long seed, int directions) {
    PhotoShape shape = new PhotoShape(3, generator.image().height(), generator.image().width());
    SplittableRandom random = new SplittableRandom(seed);
    FloatTensor photo = picture(shape, random);
    FloatTensor moved = shifted(photo, noise(photo.size(), random), PERTURBATION);
    FloatTensor gradient = FloatTensor.zeros(photo.shape());
    List<Direction> results = new ArrayList<>();
    try (GeneratorSession session = GeneratorSession.withGradient(generator, shape, factory)) {
      session.reference(session.fakes(photo));
      session.evaluate(moved, gradient);
      double length = Math.sqrt(dot(gradient.toArray(), gradient.toArray()));
      for (int i = 0; i < directions; i++) {
        float[] direction = direction(i, gradient, length, random);
        double predicted = dot(gradient.toArray(), direction);
        double measured = closest(session, moved, direction, predicted);
        results.add(new Direction(predicted, measured, Math.abs(measured - predicted) / length));
      }
    }
    return List.copyOf(results);
  }

  /** The gradient's own direction first, then random mixtures with it, all of length 1. */
  private static float[] direction(
      int index, FloatTensor gradient, double length, SplittableRandom random) {
    float[] direction = gradient.toArray();
    float[] other = noise(direction.length, random);
    double scale = length / Math.sqrt(dot(other, other));
    for (int i = 0; i < direction.length; i++) {
      direction[i] += index == 0 ? 0 : (float) (other[i] * scale);
    }
    double norm = Math.sqrt(dot(direction, direction));
    for (int i = 0; i < direction.length; i++) {
      direction[i] = (float) (direction[i] / norm);
    }
    return direction;
  }

  private static double closest(
      GeneratorSession session, FloatTensor at, float[] direction, double predicted) {
    FloatTensor scratch = FloatTensor.zeros(at.shape());
    double best = Double.NaN;
    for (double h : STEPS) {
      double up = mean(session.evaluate(shifted(at, direction, h), scratch));
      double down = mean(session.evaluate(shifted(at, direction, -h), scratch));
      double slope = (up - down) / (2 * h);
      if (Double.isNaN(best) || Math.abs(slope - predicted) < Math.abs(best - predicted)) {
        best = slope;
      }
    }
    return best;
  }

  private static double mean(double[] losses) {
    return Arrays.stream(losses).average().orElseThrow();
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private static FloatTensor shifted(FloatTensor x, float[] direction, double factor) {
    FloatTensor y = x.copy();
    for (int i = 0; i < y.size(); i++) {
      y.set(i, (float) (y.get(i) + factor * direction[i]));
    }
    return y;
  }

  private static float[] noise(int size, SplittableRandom random) {
    float[] noise = new float[size];
    for (int i = 0; i < size; i++) {
      noise[i] = random.nextBoolean() ? 1 : -1;
    }
    return noise;
  }

  /**
   * Soft coloured waves, nearer to a photo than white noise is.
   *
   * @param shape of the picture
   * @param random draws the waves
   * @return [C,h,w] in [-1,1]
   */
  public static FloatTensor picture(PhotoShape shape, SplittableRandom random) {
    FloatTensor photo = FloatTensor.zeros(shape.channels(), shape.height(), shape.width());
    int plane = shape.height() * shape.width();
    for (int c = 0; c < shape.channels(); c++) {
      double fx = random.nextDouble(2, 9) / shape.width();
      double fy = random.nextDouble(2, 9) / shape.height();
      double phase = random.nextDouble(Math.PI);
      for (int i = 0; i < plane; i++) {
        int row = i / shape.width();
        double wave = Math.sin(phase + fx * (i % shape.width()) + fy * row);
        photo.set(c * plane + i, (float) (0.7 * wave));
      }
    }
    return photo;
  }
}
