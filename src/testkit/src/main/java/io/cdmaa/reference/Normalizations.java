package io.cdmaa.reference;

import java.util.List;
import java.util.stream.IntStream;

/** Normalisations by mean and variance, by root mean square, by norm, and across channels. */
final class Normalizations {
  static final Table TABLE =
      new Table()
          .several("BatchNormalization", Normalizations::batch)
          .one("InstanceNormalization", Normalizations::instance)
          .one("GroupNormalization", Normalizations::group)
          .several("LayerNormalization", Normalizations::layer)
          .one("RMSNormalization", Normalizations::rootMeanSquare)
          .one("MeanVarianceNormalization", Normalizations::meanVariance)
          .one("LpNormalization", Normalizations::lp)
          .one("LRN", Normalizations::localResponse);

  private Normalizations() {}

  private static Tensor64 mean(Tensor64 x, int... axes) {
    return Lines.reduce(x, axes, x.type(), Reductions::mean);
  }

  private static Tensor64 variance(Tensor64 x, int... axes) {
    return Lines.reduce(x, axes, x.type(), Reductions::variance);
  }

  /** Computes (x - mean) / sqrt(variance + epsilon), with broadcasting. */
  private static Tensor64 standardized(Tensor64 x, Tensor64 mean, Tensor64 variance, double eps) {
    Tensor64 centred = Arithmetic.combine(x, mean, (a, m) -> a - m);
    return Arithmetic.combine(centred, variance, (a, v) -> a / Math.sqrt(v + eps));
  }

  /** Computes scale * x + bias, with broadcasting. */
  private static Tensor64 affine(Tensor64 x, Tensor64 scale, Tensor64 bias) {
    Tensor64 scaled = Arithmetic.combine(x, scale, (a, s) -> a * s);
    return Arithmetic.combine(scaled, bias, Double::sum);
  }

  /** Reshapes a vector per channel so that it broadcasts against an image of the given rank. */
  private static Tensor64 perChannel(Tensor64 vector, int rank) {
    int[] shape = IntStream.range(0, rank - 1).map(axis -> 1).toArray();
    shape[0] = vector.size();
    return vector.reshaped(shape);
  }

  /** Returns the axes from a given one on, without one of them. */
  private static int[] axes(int from, int rank, int without) {
    return IntStream.range(from, rank).filter(axis -> axis != without).toArray();
  }

  private static List<Tensor64> batch(Call call) {
    Tensor64 x = call.in(0);
    double epsilon = call.real("epsilon", 1e-5);
    Tensor64 scale = perChannel(call.in(1), x.rank());
    Tensor64 bias = perChannel(call.in(2), x.rank());
    if (!call.flag("training_mode")) {
      if (call.node().outputs().size() > 1) {
        throw call.unsupported("training mode before opset 14");
      }
      Tensor64 mean = perChannel(call.in(3), x.rank());
      Tensor64 variance = perChannel(call.in(4), x.rank());
      return List.of(affine(standardized(x, mean, variance, epsilon), scale, bias));
    }
    double momentum = call.real("momentum", 0.9);
    Tensor64 mean = mean(x, axes(0, x.rank(), 1));
    Tensor64 variance = variance(x, axes(0, x.rank(), 1));
    return List.of(
        affine(standardized(x, mean, variance, epsilon), scale, bias),
        running(call.in(3), mean, momentum),
        running(call.in(4), variance, momentum));
  }

  private static Tensor64 running(Tensor64 old, Tensor64 current, double momentum) {
    return Arithmetic.combine(
        old,
        current.reshaped(current.size()),
        (before, now) -> before * momentum + now * (1 - momentum));
  }

  private static Tensor64 instance(Call call) {
    Tensor64 x = call.in(0);
    int[] axes = axes(2, x.rank(), -1);
    return affine(
        standardized(x, mean(x, axes), variance(x, axes), call.real("epsilon", 1e-5)),
        perChannel(call.in(1), x.rank()),
        perChannel(call.in(2), x.rank()));
  }

  /** Scale and bias are per group before opset 21, and per channel since. */
  private static Tensor64 group(Call call) {
    Tensor64 x = call.in(0);
    int groups = call.integer("num_groups", 1);
    Tensor64 grouped = x.reshaped(x.dim(0), groups, x.size() / x.dim(0) / groups);
    Tensor64 normal =
        standardized(grouped, mean(grouped, 2), variance(grouped, 2), call.real("epsilon", 1e-5));
    if (call.opset() < 21) {
      return affine(normal, perChannel(call.in(1), 3), perChannel(call.in(2), 3))
          .reshaped(x.shape());
    }
    return affine(
        normal.reshaped(x.shape()),
        perChannel(call.in(1), x.rank()),
        perChannel(call.in(2), x.rank()));
  }

  private static List<Tensor64> layer(Call call) {
    Tensor64 x = call.in(0);
    double epsilon = call.real("epsilon", 1e-5);
    int[] axes = axes(Call.axis(call.integer("axis", -1), x.rank()), x.rank(), -1);
    Tensor64 mean = mean(x, axes);
    Tensor64 variance = variance(x, axes);
    Tensor64 normal = standardized(x, mean, variance, epsilon);
    Tensor64 scaled = Arithmetic.combine(normal, call.in(1), (a, s) -> a * s);
    Tensor64 y =
        call.optional(2).map(b -> Arithmetic.combine(scaled, b, Double::sum)).orElse(scaled);
    return List.of(y, mean, variance.map(v -> 1 / Math.sqrt(v + epsilon)));
  }

  private static Tensor64 rootMeanSquare(Call call) {
    Tensor64 x = call.in(0);
    double epsilon = call.real("epsilon", 1e-5);
    int[] axes = axes(Call.axis(call.integer("axis", -1), x.rank()), x.rank(), -1);
    Tensor64 square = mean(x.map(v -> v * v), axes);
    Tensor64 normal = Arithmetic.combine(x, square, (a, s) -> a / Math.sqrt(s + epsilon));
    return Arithmetic.combine(normal, call.in(1), (a, s) -> a * s);
  }

  /** The specification's function body divides by the deviation plus 1e-9. */
  private static Tensor64 meanVariance(Call call) {
    Tensor64 x = call.in(0);
    int[] axes = call.integers("axes").orElse(new int[] {0, 2, 3});
    Tensor64 centred = Arithmetic.combine(x, mean(x, axes), (a, m) -> a - m);
    return Arithmetic.combine(centred, variance(x, axes), (a, v) -> a / (Math.sqrt(v) + 1e-9));
  }

  private static Tensor64 lp(Call call) {
    double p = call.integer("p", 2);
    return Lines.transform(
        call.in(0),
        call.integer("axis", -1),
        call.in(0).type(),
        line -> {
          double sum = 0;
          for (double x : line) {
            sum += Math.pow(Math.abs(x), p);
          }
          double norm = Math.pow(sum, 1 / p);
          return java.util.Arrays.stream(line).map(x -> norm == 0 ? 0 : x / norm).toArray();
        });
  }

  private static Tensor64 localResponse(Call call) {
    double alpha = call.real("alpha", 0.0001);
    double beta = call.real("beta", 0.75);
    double bias = call.real("bias", 1);
    int size = call.integer("size", 1);
    return Lines.transform(
        call.in(0),
        1,
        call.in(0).type(),
        line -> {
          double[] result = new double[line.length];
          for (int c = 0; c < line.length; c++) {
            double squares = 0;
            int last = Math.min(line.length - 1, c + size / 2);
            for (int i = Math.max(0, c - (size - 1) / 2); i <= last; i++) {
              squares += line[i] * line[i];
            }
            result[c] = line[c] / Math.pow(bias + alpha / size * squares, beta);
          }
          return result;
        });
  }
}
