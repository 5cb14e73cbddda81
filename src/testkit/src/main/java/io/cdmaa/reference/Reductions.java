package io.cdmaa.reference;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Operators that reduce axes to one number. */
final class Reductions {
  static final Table TABLE =
      new Table()
          .one("ReduceSum", reduce(Reductions::sum))
          .one("ReduceMean", reduce(Reductions::mean))
          .one(
              "ReduceMax",
              reduce(v -> Arrays.stream(v).reduce(Double.NEGATIVE_INFINITY, Math::max)))
          .one(
              "ReduceMin",
              reduce(v -> Arrays.stream(v).reduce(Double.POSITIVE_INFINITY, Math::min)))
          .one("ReduceProd", reduce(v -> Arrays.stream(v).reduce(1, (a, b) -> a * b)))
          .one("ReduceL1", reduce(v -> sum(v, Math::abs)))
          .one("ReduceL2", reduce(v -> Math.sqrt(sum(v, x -> x * x))))
          .one("ReduceSumSquare", reduce(v -> sum(v, x -> x * x)))
          .one("ReduceLogSum", reduce(v -> Math.log(sum(v))))
          .one("ReduceLogSumExp", reduce(Reductions::logSumExp));

  private Reductions() {}

  static double sum(double[] values) {
    return sum(values, x -> x);
  }

  private static double sum(double[] values, DoubleUnaryOperator term) {
    double sum = 0;
    for (double value : values) {
      sum += term.applyAsDouble(value);
    }
    return sum;
  }

  static double mean(double[] values) {
    return sum(values) / values.length;
  }

  /** Returns the mean squared distance from the mean. */
  static double variance(double[] values) {
    double mean = mean(values);
    return sum(values, x -> (x - mean) * (x - mean)) / values.length;
  }

  static double logSumExp(double[] values) {
    double max = Arrays.stream(values).max().orElse(Double.NEGATIVE_INFINITY);
    return Double.isInfinite(max) ? max : max + Math.log(sum(values, x -> Math.exp(x - max)));
  }

  /** Without any axes nothing is summed, but ReduceL1 still takes magnitudes, and so on. */
  private static Function<Call, Tensor64> reduce(ToDoubleFunction<double[]> function) {
    return call -> {
      Tensor64 x = call.in(0);
      int[] axes = call.integers("axes", 1).orElse(new int[0]);
      if (axes.length == 0 && !call.flag("noop_with_empty_axes")) {
        axes = IntStream.range(0, x.rank()).toArray();
      }
      Tensor64 reduced = Lines.reduce(x, axes, x.type(), function);
      return call.integer("keepdims", 1) != 0 ? reduced : Lines.drop(reduced, axes);
    };
  }
}
