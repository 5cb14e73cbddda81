package io.cdmaa.reference;

import io.cdmaa.onnx.Graph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * Derivatives of {@code sum(seed * output)} of a graph by central differences in float64, refined
 * twice by Richardson extrapolation. At a kink the one-sided differences disagree; such points are
 * marked, so that a test can exclude and count them.
 */
public final class FiniteDifferences {
  /** First step for inputs of unit scale; a power of two, so that x + h is exact. */
  public static final double STEP = 0x1p-8;

  private final Graph graph;
  private final Map<String, Tensor64> inputs;
  private final String input;
  private final Map<String, Tensor64> seeds;

  /**
   * @param graph the graph
   * @param inputs all its inputs
   * @param input the input to differentiate with respect to
   * @param seeds weights of the outputs' elements, by output name
   */
  public FiniteDifferences(
      Graph graph, Map<String, Tensor64> inputs, String input, Map<String, Tensor64> seeds) {
    this.graph = graph.withOutputs(seeds.keySet());
    this.inputs = Map.copyOf(inputs);
    this.input = input;
    this.seeds = Map.copyOf(seeds);
  }

  /**
   * One derivative.
   *
   * @param value the derivative
   * @param errorEstimate the difference of the last two refinements
   * @param jump the difference of the one-sided derivatives
   */
  public record Derivative(double value, double errorEstimate, double jump) {}

  /** The derivatives with respect to every element of an input. */
  public static final class Gradient {
    private final List<Derivative> derivatives;
    private final double scale;

    private Gradient(List<Derivative> derivatives) {
      this.derivatives = List.copyOf(derivatives);
      this.scale = derivatives.stream().mapToDouble(d -> Math.abs(d.value())).max().orElse(0);
    }

    /** Returns the derivatives, which are meaningless at kinks. */
    public double[] values() {
      return derivatives.stream().mapToDouble(Derivative::value).toArray();
    }

    /** Returns whether the function has a kink at (or within the step around) this element. */
    public boolean kinkAt(int element) {
      Derivative d = derivatives.get(element);
      return Math.max(d.jump(), d.errorEstimate()) > Tolerances.KINK * Math.max(scale, 1e-12);
    }

    /** Returns the number of elements at kinks. */
    public int kinks() {
      int kinks = 0;
      for (int i = 0; i < derivatives.size(); i++) {
        kinks += kinkAt(i) ? 1 : 0;
      }
      return kinks;
    }

    /** Returns the largest difference away from kinks, relative to the largest derivative. */
    public double relativeError(double[] actual) {
      if (actual.length != derivatives.size()) {
        throw new IllegalArgumentException(
            actual.length + " elements instead of " + derivatives.size());
      }
      double error = 0;
      for (int i = 0; i < actual.length; i++) {
        if (!kinkAt(i)) {
          double difference = Math.abs(actual[i] - derivatives.get(i).value());
          error = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(error, difference);
        }
      }
      return error / Math.max(scale, 1e-6);
    }
  }

  /** Computes {@code sum(seed * output)} with the input replaced. */
  public double value(Tensor64 replaced) {
    Map<String, Tensor64> moved = new LinkedHashMap<>(inputs);
    moved.put(input, replaced);
    Map<String, Tensor64> outputs = ReferenceEvaluator.outputs(graph, moved);
    double sum = 0;
    for (Map.Entry<String, Tensor64> seed : seeds.entrySet()) {
      Tensor64 output = outputs.get(seed.getKey());
      if (!Arrays.equals(output.shape(), seed.getValue().shape())) {
        throw new IllegalArgumentException(
            "the seed " + seed.getValue() + " does not fit the output " + output);
      }
      for (int i = 0; i < output.size(); i++) {
        double weight = seed.getValue().get(i);
        sum += weight == 0 ? 0 : weight * output.get(i);
      }
    }
    return sum;
  }

  /**
   * Computes the derivatives with respect to every element of the input, with eight evaluations
   * each.
   */
  public Gradient gradient() {
    Tensor64 x = inputs.get(input);
    double here = value(x);
    List<Derivative> derivatives = new ArrayList<>();
    for (int i = 0; i < x.size(); i++) {
      int element = i;
      double h = STEP * Math.max(1, Math.scalb(1.0, Math.getExponent(x.get(i))));
      derivatives.add(refined(t -> value(x.plus(element, t)), here, h));
    }
    return new Gradient(derivatives);
  }

  /**
   * Estimates the error of a gradient relative to its length along random directions of signs: the
   * mean square along these is the squared length of the error. Nine evaluations per direction.
   */
  public double relativeErrorAlong(int directions, Random random, double[] gradient) {
    double squares = 0;
    for (int i = 0; i < directions; i++) {
      double[] direction = new double[gradient.length];
      Arrays.setAll(direction, element -> random.nextBoolean() ? 1 : -1);
      double product = 0;
      for (int element = 0; element < direction.length; element++) {
        product += direction[element] * gradient[element];
      }
      double difference = along(direction).value() - product;
      squares += difference * difference / directions;
    }
    double length = Math.sqrt(Arrays.stream(gradient).map(g -> g * g).sum());
    return Math.sqrt(squares) / length;
  }

  /** Computes the derivative along a direction. */
  public Derivative along(double[] direction) {
    return along(direction, STEP);
  }

  /**
   * Computes the derivative along a direction.
   *
   * @param step the first step; use a small one if there are many kinks, as in a ReLU network
   */
  public Derivative along(double[] direction, double step) {
    Tensor64 x = inputs.get(input);
    return refined(t -> value(x.plus(direction, t)), value(x), step);
  }

  /** A kink near a point spoils only large steps, so these are dropped one after the other. */
  private static Derivative refined(DoubleUnaryOperator function, double here, double step) {
    Derivative best = atStep(function, here, step);
    for (int i = 0; i < 2 && suspicious(best); i++) {
      step /= 32;
      Derivative finer = atStep(function, here, step);
      if (finer.errorEstimate() + finer.jump() < best.errorEstimate() + best.jump()) {
        best = finer;
      }
    }
    return best;
  }

  private static boolean suspicious(Derivative d) {
    return d.errorEstimate() + d.jump() > Tolerances.KINK / 10 * Math.abs(d.value());
  }

  private static Derivative atStep(DoubleUnaryOperator function, double here, double h) {
    double[] after = new double[4];
    double[] before = new double[4];
    for (int i = 0; i < 4; i++) {
      double t = h / (1 << i);
      after[i] = (function.applyAsDouble(t) - here) / t;
      before[i] = (here - function.applyAsDouble(-t)) / t;
    }
    double[] central = new double[4];
    Arrays.setAll(central, i -> (after[i] + before[i]) / 2);
    double fourth = extrapolated(extrapolated(central, 4), 16)[1];
    double sixth = extrapolated(extrapolated(extrapolated(central, 4), 16), 64)[0];
    double jump =
        extrapolated(extrapolated(extrapolated(after, 2), 4), 8)[0]
            - extrapolated(extrapolated(extrapolated(before, 2), 4), 8)[0];
    return new Derivative(sixth, Math.abs(sixth - fourth), Math.abs(jump));
  }

  /** Eliminates the error term that shrinks by the factor from one step to the next. */
  private static double[] extrapolated(double[] estimates, double factor) {
    double[] better = new double[estimates.length - 1];
    Arrays.setAll(better, i -> (factor * estimates[i + 1] - estimates[i]) / (factor - 1));
    return better;
  }
}
