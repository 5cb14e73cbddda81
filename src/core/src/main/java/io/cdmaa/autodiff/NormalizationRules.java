package io.cdmaa.autodiff;

import static io.cdmaa.autodiff.ElementwiseRules.mul;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Normalisations. With the centred input c, the variance v, s = 1/sqrt(v + epsilon) and the
 * gradient h of the normalised value, the input's gradient is s h - s^3 mean(h c) c - s mean(h),
 * computed as two multiply-adds over the large tensor (Ioffe and Szegedy 2015, section 3). The
 * variance is computed as the mean of c^2, which avoids cancellation.
 */
final class NormalizationRules {
  private static final String REMEDY = "re-export in evaluation mode";

  private NormalizationRules() {}

  static List<OperatorRule> all() {
    return List.of(
        OperatorRule.of("InstanceNormalization")
            .input("input", b -> plane(b, instanceAxes(b)).input(perChannel(b, 1)))
            .input("scale", b -> channelSum(b, mul(b, b.g(), plane(b, instanceAxes(b)).hat())))
            .input("B", b -> channelSum(b, b.g())),
        OperatorRule.of("GroupNormalization")
            .input("X", NormalizationRules::groupInput)
            .input("scale", NormalizationRules::groupScale)
            .input("bias", b -> channelSum(b, b.g())),
        OperatorRule.of("LayerNormalization")
            .input("X", NormalizationRules::layerInput)
            .input("Scale", b -> b.unbroadcast(mul(b, b.g(), plane(b, layerAxes(b)).hat())))
            .input("B", b -> b.unbroadcast(b.g())),
        OperatorRule.of("BatchNormalization")
            .input("X", new InputRule.Formula(NormalizationRules::batchInput, n -> evaluation(n)))
            .input(
                "scale",
                new InputRule.Formula(
                    b -> channelSum(b, mul(b, b.g(), mul(b, batchCentred(b), batchInverse(b)))),
                    n -> evaluation(n)))
            .input("B", b -> channelSum(b, b.g()))
            .input(
                "input_mean",
                new InputRule.Formula(
                    b -> b.op("Neg", channelSum(b, batchInput(b))), n -> evaluation(n)))
            .input(
                "input_var",
                new InputRule.Formula(NormalizationRules::batchVariance, n -> evaluation(n))),
        OperatorRule.of("LRN").input("X", NormalizationRules::localResponse));
  }

  private static Optional<InputRule.NotSupported> evaluation(NodeView node) {
    return node.attributes().integer("training_mode", 0) == 1
        ? Optional.of(new InputRule.NotSupported("it is in training mode", REMEDY))
        : Optional.empty();
  }

  /** The centred input and its standard deviation over some axes, emitted on demand. */
  private record Plane(Backward b, String x, long[] dims, long[] axes) {
    String centred() {
      return b.op("Sub", x, Reductions.mean(b, x, dims, axes));
    }

    String inverse() {
      String variance = Reductions.mean(b, ElementwiseRules.square(b, centred()), dims, axes);
      return b.op(
          "Reciprocal",
          b.op("Sqrt", b.op("Add", variance, b.scalar(NormalizationRules.epsilon(b)))));
    }

    String hat() {
      return mul(b, centred(), inverse());
    }

    /**
     * Emits the input's gradient from the output's, given the factor between normalised value and
     * output.
     */
    String input(String g, String scale) {
      String inverse = inverse();
      String gain = scale == null ? inverse : mul(b, inverse, scale);
      String meanG = Reductions.mean(b, g, dims, axes);
      String meanGc = Reductions.mean(b, mul(b, g, centred()), dims, axes);
      String onCentred =
          b.op("Neg", mul(b, mul(b, gain, meanGc), ElementwiseRules.square(b, inverse)));
      String offset = b.op("Neg", mul(b, gain, meanG));
      return b.op("Add", mul(b, g, gain), b.op("Add", mul(b, centred(), onCentred), offset));
    }

    String input(String scale) {
      return input(b.g(), scale);
    }
  }

  private static Plane plane(Backward b, long[] axes) {
    return new Plane(b, b.x(0), b.xDims(0), axes);
  }

  private static double epsilon(Backward b) {
    return b.attributes().real("epsilon", 1e-5);
  }

  private static long[] instanceAxes(Backward b) {
    return LongStream.range(2, b.xDims(0).length).toArray();
  }

  /** Returns a per-channel vector followed by axes of size 1. */
  private static String perChannel(Backward b, int input) {
    long[] dims = new long[b.xDims(0).length - 1];
    Arrays.fill(dims, 1);
    dims[0] = b.xDims(0)[1];
    return b.emit().reshape(b.x(input), dims);
  }

  private static String channelSum(Backward b, String x) {
    long[] dims = b.xDims(0);
    long[] axes = LongStream.range(0, dims.length).filter(i -> i != 1).toArray();
    return b.emit().reshape(Reductions.sum(b, x, dims, axes), dims[1]);
  }

  private static long[] layerAxes(Backward b) {
    int rank = b.xDims(0).length;
    return LongStream.range(ShapeRules.axis(b, -1, rank), rank).toArray();
  }

  private static String layerInput(Backward b) {
    Plane plane = plane(b, layerAxes(b));
    List<String> parts = new ArrayList<>();
    b.gradient(0).ifPresent(g -> parts.add(plane.input(mul(b, g, b.x(1)), null)));
    double count =
        LongStream.of(plane.axes()).map(a -> plane.dims()[(int) a]).reduce(1, (p, q) -> p * q);
    gradientIfNamed(b, 1)
        .ifPresent(g -> parts.add(b.emit().expand(b.emit().scale(g, 1 / count), plane.dims())));
    gradientIfNamed(b, 2)
        .ifPresent(
            g -> {
              String cube = mul(b, plane.inverse(), ElementwiseRules.square(b, plane.inverse()));
              parts.add(mul(b, plane.centred(), b.emit().scale(mul(b, g, cube), -1 / count)));
            });
    return ElementwiseRules.sum(b, parts.toArray(String[]::new));
  }

  private static Optional<String> gradientIfNamed(Backward b, int output) {
    return b.node().hasOutput(output) ? b.gradient(output) : Optional.empty();
  }

  /** Returns the input regrouped to [N, groups, C/groups, spatial...]. */
  private static Plane groups(Backward b) {
    long[] dims = b.xDims(0);
    long groups = b.attributes().integer("num_groups", 1);
    long[] grouped = new long[dims.length + 1];
    System.arraycopy(dims, 1, grouped, 2, dims.length - 1);
    grouped[0] = dims[0];
    grouped[1] = groups;
    grouped[2] = dims[1] / groups;
    long[] axes = LongStream.range(2, grouped.length).toArray();
    return new Plane(b, b.emit().reshape(b.x(0), grouped), grouped, axes);
  }

  private static String groupInput(Backward b) {
    Plane plane = groups(b);
    String g = b.emit().reshape(mul(b, b.g(), perChannel(b, 1)), plane.dims());
    return b.emit().reshape(plane.input(g, null), b.xDims(0));
  }

  private static String groupScale(Backward b) {
    String hat = b.emit().reshape(groups(b).hat(), b.xDims(0));
    return channelSum(b, mul(b, b.g(), hat));
  }

  private static String batchInput(Backward b) {
    return mul(b, b.g(), mul(b, perChannel(b, 1), batchInverse(b)));
  }

  private static String batchInverse(Backward b) {
    return b.op("Reciprocal", b.op("Sqrt", b.op("Add", perChannel(b, 4), b.scalar(epsilon(b)))));
  }

  /** The derivative of (v + epsilon)^(-1/2) is minus half its cube. */
  private static String batchVariance(Backward b) {
    String inverse = batchInverse(b);
    String slope = mul(b, perChannel(b, 1), mul(b, inverse, ElementwiseRules.square(b, inverse)));
    return channelSum(b, mul(b, mul(b, b.g(), batchCentred(b)), b.emit().scale(slope, -0.5)));
  }

  /**
   * Differentiates y = x s^-beta with s = bias + alpha / size * (sum of squares over neighbouring
   * channels): these sums, and those of the gradient, are products with a band matrix.
   */
  private static String localResponse(Backward b) {
    double beta = b.attributes().real("beta", 0.75);
    double alpha = b.attributes().real("alpha", 1e-4) / b.attributes().integer("size", 1);
    String sum = overNeighbours(b, ElementwiseRules.square(b, b.x(0)));
    String s = b.op("Add", b.emit().scale(sum, alpha), b.scalar(b.attributes().real("bias", 1)));
    String own = mul(b, b.g(), b.op("Pow", s, b.scalar(-beta)));
    String shared = overNeighbours(b, b.op("Div", mul(b, own, b.x(0)), s));
    return b.op("Sub", own, mul(b, b.emit().scale(b.x(0), 2 * alpha * beta), shared));
  }

  /**
   * Sums over the window of channels around each channel, which is symmetric because sizes are odd.
   */
  private static String overNeighbours(Backward b, String x) {
    long[] dims = b.dims();
    int channels = (int) dims[1];
    long reach = (b.attributes().integer("size", 1) - 1) / 2;
    float[] band = new float[channels * channels];
    for (int i = 0; i < band.length; i++) {
      band[i] = Math.abs(i / channels - i % channels) <= reach ? 1 : 0;
    }
    String planes = b.emit().reshape(x, dims[0], channels, -1);
    String sums = b.op("MatMul", b.floats(band, channels, channels), planes);
    return b.emit().reshape(sums, dims);
  }

  private static String batchCentred(Backward b) {
    return b.op("Sub", b.x(0), perChannel(b, 3));
  }
}
