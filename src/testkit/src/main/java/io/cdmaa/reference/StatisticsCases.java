package io.cdmaa.reference;

import io.cdmaa.onnx.TensorData;
import java.util.List;

/** Normalisations and reductions. */
final class StatisticsCases {
  private StatisticsCases() {}

  static void addTo(Cases c) {
    normalizations(c);
    reductions(c);
  }

  private static void normalizations(Cases c) {
    c.op("InstanceNormalization").x(2, 3, 4, 3).x(3).x(3);
    c.op("InstanceNormalization", "epsilon", 1e-2).x(2, 3, 6).x(3).x(3);
    c.op("GroupNormalization", "num_groups", 2).x(2, 4, 3, 2).x(4).x(4);
    c.op("GroupNormalization", "num_groups", 4).x(2, 4, 3).x(4).x(4);
    c.op("GroupNormalization", "num_groups", 2).opset(18).x(2, 4, 3).x(2).x(2);
    for (int axis : new int[] {-1, 1, 2}) {
      long[] scale = axis == 1 ? new long[] {3, 4} : new long[] {4};
      c.op("LayerNormalization", "axis", axis).x(2, 3, 4).x(scale).x(scale);
      c.op("LayerNormalization", "axis", axis, "epsilon", 1e-2).x(2, 3, 4).x(scale);
    }
    c.op("LayerNormalization").x(2, 3, 4).x(4).x(4).outputs(3);
    c.op("RMSNormalization").opset(23).x(2, 3, 4).x(4);
    c.op("BatchNormalization").x(2, 3, 4, 2).x(3).x(3).x(3).in(0.2, 2, 3);
    c.op("BatchNormalization", "epsilon", 1e-2).x(2, 3, 4).x(3).x(3).x(3).in(0.2, 2, 3);
    c.op("BatchNormalization", "training_mode", 1)
        .x(2, 3, 4)
        .x(3)
        .x(3)
        .floats(0, 0, 0)
        .floats(1, 1, 1)
        .outputs(3);
    c.op("LpNormalization", "axis", 1, "p", 2).x(2, 3, 4);
    c.op("LRN", "size", 3, "alpha", 0.1, "beta", 0.6).x(1, 5, 2, 2);
  }

  private static void reductions(Cases c) {
    for (String name :
        List.of(
            "ReduceSum",
            "ReduceMean",
            "ReduceMax",
            "ReduceMin",
            "ReduceL1",
            "ReduceL2",
            "ReduceSumSquare",
            "ReduceLogSumExp",
            "ReduceProd")) {
      for (int keep : new int[] {0, 1}) {
        c.op(name, "keepdims", keep).x(2, 3, 2);
        c.op(name, "keepdims", keep).x(2, 3, 2).vector(1);
        c.op(name, "keepdims", keep).x(2, 3, 2).vector(-1, 0);
        c.op(name, "keepdims", keep, "axes", list(-2)).opset(11).x(2, 3, 2);
      }
      c.op(name, "noop_with_empty_axes", 1).x(2, 3);
      c.op(name, "noop_with_empty_axes", 1).x(2, 3).vector(0);
    }
    c.op("ReduceLogSum").in(0.2, 1, 2, 3).vector(1);
    c.op("CumSum").x(2, 3).constant(TensorData.ofLongs(new long[] {1}));
    c.op("CumSum", "exclusive", 1, "reverse", 1)
        .x(2, 3)
        .constant(TensorData.ofLongs(new long[] {0}));
  }

  private static int[] list(int... values) {
    return values;
  }
}
