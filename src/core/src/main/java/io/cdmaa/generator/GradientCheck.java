package io.cdmaa.generator;

import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Compares a generator's gradient with central differences of its losses along random directions,
 * to show without any other tool whether the gradient can be trusted. The losses are computed from
 * the fakes of one photo under one condition at a time, however many the gradient's own graph
 * processes per pass, so that a graph that mixes rows is not compared with itself.
 */
public final class GradientCheck {
  /** Float32 losses and the kinks of ReLU networks rule out closer agreement. */
  public static final double TOLERANCE = 0.02;

  /**
   * Euclidean step lengths: curvature distorts long steps, float32 rounding of the losses short
   * ones.
   */
  private static final double[] STEPS = {0.1, 0.03, 0.01, 0.003};

  /**
   * The losses of a quantised generator form a staircase, whose slope appears only over distances
   * that are long compared with its steps.
   */
  private static final double[] LONG_STEPS = {2, 1, 0.5};

  /** A straight-through estimate is not a derivative: it agrees with that slope only on average. */
  public static final double ESTIMATE_TOLERANCE = 0.1;

  private static final double PERTURBATION = 0.05;

  /**
   * Passes for the fakes of the reference and for the losses, with the gradient and per condition.
   */
  private static final int OTHER_PASSES = 4;

  private static final int ONE_DOMAIN = 1;
  private static final int ONE_PHOTO = 1;

  private GradientCheck() {}

  /** Receives the progress of a check, which takes minutes for a large generator. */
  @FunctionalInterface
  public interface Watcher {
    /**
     * Called after each pass of the generator.
     *
     * @param passes completed so far
     * @param total of the whole check
     */
    void passed(int passes, int total);
  }

  /** Counts the passes. */
  private static final class Passes {
    private final Watcher watcher;
    private final int total;
    private int done;

    Passes(Watcher watcher, int total) {
      this.watcher = watcher;
      this.total = total;
    }

    void next() {
      done++;
      watcher.passed(done, total);
    }
  }

  /**
   * The result for one direction.
   *
   * @param predicted slope of the mean loss along the direction, from the gradient
   * @param measured the central difference that agrees best, over several step sizes
   * @param error their difference, relative to the length of the gradient; where that is 0, to the
   *     measured slope
   */
  public record Direction(double predicted, double measured, double error) {}

  /**
   * The outcome of a check.
   *
   * @param reacts whether any fake differs between two images; if not, losses and gradient are both
   *     zero, and there is nothing to compare
   * @param estimated whether the generator is quantised, so that its gradient is a straight-through
   *     estimate
   * @param lossError the largest difference between a loss computed along with the gradient and the
   *     loss of that condition alone, relative to the latter
   * @param directions one result per direction
   */
  public record Outcome(
      boolean reacts, boolean estimated, double lossError, List<Direction> directions) {
    /** Copies the list. */
    public Outcome {
      directions = List.copyOf(directions);
    }

    /** Returns whether losses and gradient equal those of each condition alone. */
    public boolean agrees() {
      return lossesAgree() && directions.stream().allMatch(d -> d.error() <= most());
    }

    /** Returns whether the losses computed along with the gradient equal those computed alone. */
    public boolean lossesAgree() {
      return lossError <= most();
    }

    private double most() {
      return estimated ? ESTIMATE_TOLERANCE : TOLERANCE;
    }

    /** Returns the largest error of a direction; NaN if any error is NaN. */
    public double error() {
      return directions.stream().mapToDouble(Direction::error).max().orElse(0);
    }
  }

  /**
   * Checks along the gradient itself and along random directions, without reporting progress.
   *
   * @param manifest the generator's manifest
   * @param generator the generator
   * @param factory opens its sessions
   * @param seed of image and directions
   * @param directions the number of directions, the first along the gradient
   */
  public static Outcome run(
      Manifest manifest, Generator generator, SessionFactory factory, long seed, int directions) {
    return run(manifest, generator, factory, seed, directions, (passes, total) -> {});
  }

  /**
   * Checks along the gradient itself and along random directions.
   *
   * @param manifest the generator's manifest
   * @param generator the generator
   * @param factory opens its sessions
   * @param seed of image and directions
   * @param directions the number of directions, the first along the gradient
   * @param watcher notified after each pass
   */
  public static Outcome run(
      Manifest manifest,
      Generator generator,
      SessionFactory factory,
      long seed,
      int directions,
      Watcher watcher) {
    boolean estimated =
        generator.graph().nodes().stream().anyMatch(n -> n.opType().equals("QuantizeLinear"));
    double[] steps = estimated ? LONG_STEPS : STEPS;
    Passes passes = new Passes(watcher, OTHER_PASSES + 2 * steps.length * directions);
    PhotoShape shape = new PhotoShape(3, generator.image().height(), generator.image().width());
    SplittableRandom random = new SplittableRandom(seed);
    FloatTensor photo = picture(shape, random);
    FloatTensor moved = shifted(photo, noise(photo.size(), random), PERTURBATION);
    FloatTensor gradient = FloatTensor.zeros(photo.shape());
    double[] losses;
    try (GeneratorSession session = GeneratorSession.withGradient(generator, shape, factory)) {
      session.reference(session.fakes(photo));
      passes.next();
      losses = session.evaluate(moved, gradient);
      passes.next();
    }
    double length = Math.sqrt(dot(gradient.toArray(), gradient.toArray()));
    Generator oneByOne =
        GeneratorLoader.load(
            manifest.withoutGradient(), Loss.mse(), factory.cache(), ONE_DOMAIN, ONE_PHOTO);
    try (GeneratorSession alone = GeneratorSession.forward(oneByOne, shape, factory)) {
      alone.reference(alone.fakes(photo));
      passes.next();
      double[] expected = alone.evaluate(moved);
      passes.next();
      boolean reacts = length != 0 || Arrays.stream(expected).anyMatch(loss -> loss != 0);
      if (!reacts) {
        return new Outcome(false, false, 0, List.of());
      }
      List<Direction> results = new ArrayList<>();
      for (int i = 0; i < directions; i++) {
        float[] direction = direction(i, gradient, length, random);
        double predicted = dot(gradient.toArray(), direction);
        double measured = closest(alone, moved, direction, predicted, steps, passes);
        double scale = length > 0 ? length : Math.abs(measured);
        double error = scale == 0 ? 0 : Math.abs(measured - predicted) / scale;
        results.add(new Direction(predicted, measured, error));
      }
      return new Outcome(true, estimated, lossError(losses, expected), results);
    }
  }

  private static double lossError(double[] losses, double[] expected) {
    double error = 0;
    for (int k = 0; k < losses.length; k++) {
      double difference = Math.abs(losses[k] - expected[k]);
      error = Math.max(error, difference == 0 ? 0 : difference / Math.abs(expected[k]));
    }
    return error;
  }

  /** Returns the gradient's own direction first, then random mixtures with it, all of length 1. */
  private static float[] direction(
      int index, FloatTensor gradient, double length, SplittableRandom random) {
    float[] direction = gradient.toArray();
    float[] other = noise(direction.length, random);
    double scale = (length > 0 ? length : 1) / Math.sqrt(dot(other, other));
    for (int i = 0; i < direction.length; i++) {
      direction[i] += index == 0 && length > 0 ? 0 : (float) (other[i] * scale);
    }
    double norm = Math.sqrt(dot(direction, direction));
    for (int i = 0; i < direction.length; i++) {
      direction[i] = (float) (direction[i] / norm);
    }
    return direction;
  }

  private static double closest(
      GeneratorSession session,
      FloatTensor at,
      float[] direction,
      double predicted,
      double[] steps,
      Passes passes) {
    double best = Double.NaN;
    for (double h : steps) {
      double up = mean(session.evaluate(shifted(at, direction, h)));
      passes.next();
      double down = mean(session.evaluate(shifted(at, direction, -h)));
      passes.next();
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
   * Returns an image of smooth coloured waves, which is closer to a photo than white noise.
   *
   * @param shape of the image
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
