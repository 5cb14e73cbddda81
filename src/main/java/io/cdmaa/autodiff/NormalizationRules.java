package io.cdmaa.autodiff;

import static io.cdmaa.autodiff.ElementwiseRules.mul;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Normalisations. With the centred input c, the variance v, s = 1/sqrt(v + epsilon) and the
 * gradient h of the normalised value, the input's gradient is s h - s^3 mean(h c) c - s mean(h),
 * written as two multiply-adds over the large tensor (Ioffe and Szegedy 2015, section 3). The
 * variance is the mean of c^2, free of cancellation.
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
            .input("X", new InputRule.Formula(NormalizationRules::layerInput, n -> oneOutput(n)))
            .input(
                "Scale",
                new InputRule.Formula(
                    b -> b.unbroadcast(mul(b, b.g(), plane(b, layerAxes(b)).hat())),
                    n -> oneOutput(n)))
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
                "input_mean", InputRule.unsupported("its statistics depend on the image", REMEDY))
            .input(
                "input_var", InputRule.unsupported("its statistics depend on the image", REMEDY)));
  }

  private static Optional<InputRule.NotSupported> oneOutput(NodeView node) {
    return node.node().hasOutput(1) || node.node().hasOutput(2)
        ? Optional.of(
            new InputRule.NotSupported(
                "its mean or deviation is used beside its output",
                "re-export at opset 16, which spells the normalisation out"))
        : Optional.empty();
  }

  private static Optional<InputRule.NotSupported> evaluation(NodeView node) {
    return node.attributes().integer("training_mode", 0) == 1
        ? Optional.of(new InputRule.NotSupported("it is in training mode", REMEDY))
        : Optional.empty();
  }

  /** The centred input and its deviation over some axes, emitted where they are needed. */
  private record Plane(Backward b, String x, long[] dims, long[] axes) {
    String centred() {
      return b.op("Sub", x, Reductions.mean(b, x, dims, axes));
    }

    String inverse() {
      String variance = Reductions.mean(b, ElementwiseRules.square(b, centred()), dims, axes);
      String epsilon = b.scalar(b.attributes().real("epsilon", 1e-5));
      return b.op("Reciprocal", b.op("Sqrt", b.op("Add", variance, epsilon)));
    }

    String hat() {
      return mul(b, centred(), inverse());
    }

    /** From the gradient of the output, given the factor between normalised value and output. */
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

  private static long[] instanceAxes(Backward b) {
    return LongStream.range(2, b.xDims(0).length).toArray();
  }

  /** A per-channel vector with axes of size 1 after it. */
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
    return plane(b, layerAxes(b)).input(mul(b, b.g(), b.x(1)), null);
  }

  /** The input regrouped to [N, groups, C/groups * spatial]. */
  private static Plane groups(Backward b) {
    long[] dims = b.xDims(0);
    long groups = b.attributes().integer("num_groups", 1);
    long rest = LongStream.of(dims).skip(1).reduce(1, Math::multiplyExact) / groups;
    long[] grouped = {dims[0], groups, rest};
    return new Plane(b, b.emit().reshape(b.x(0), grouped), grouped, new long[] {2});
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
    String epsilon = b.scalar(b.attributes().real("epsilon", 1e-5));
    return b.op("Reciprocal", b.op("Sqrt", b.op("Add", perChannel(b, 4), epsilon)));
  }

  private static String batchCentred(Backward b) {
    return b.op("Sub", b.x(0), perChannel(b, 3));
  }
}
