package io.cdmaa.reference;

import io.cdmaa.onnx.TensorData;
import java.util.ArrayList;
import java.util.List;

/** Every operator that generators use, in every form that its gradient rule has to know. */
public final class RuleCases {
  private final List<CaseBuilder> builders = new ArrayList<>();

  private RuleCases() {}

  /** The whole catalogue. */
  public static List<RuleCase> all() {
    RuleCases catalogue = new RuleCases();
    catalogue.functions();
    catalogue.broadcasting();
    catalogue.products();
    catalogue.convolutions();
    catalogue.pools();
    catalogue.normalizations();
    catalogue.reductions();
    catalogue.layouts();
    catalogue.pieces();
    catalogue.resizes();
    return catalogue.builders.stream().flatMap(b -> b.cases().stream()).toList();
  }

  private CaseBuilder op(String opType, Object... attributes) {
    CaseBuilder builder = new CaseBuilder(opType, attributes);
    builders.add(builder);
    return builder;
  }

  private static int[] list(int... values) {
    return values;
  }

  private void functions() {
    for (String name :
        List.of(
            "Neg",
            "Abs",
            "Exp",
            "Relu",
            "LeakyRelu",
            "Elu",
            "Selu",
            "Sigmoid",
            "HardSigmoid",
            "Tanh",
            "Softplus",
            "Softsign",
            "Erf",
            "Gelu",
            "Identity",
            "Dropout",
            "Sin",
            "Cos",
            "Tan",
            "Asin",
            "Acos",
            "Atan",
            "Sinh",
            "Cosh",
            "Asinh",
            "Atanh",
            "Mish",
            "Celu")) {
      op(name).in(-0.9, 0.9, 2, 3);
    }
    for (String name : List.of("Sqrt", "Reciprocal", "Log")) {
      op(name).in(0.2, 2, 2, 3);
    }
    op("Reciprocal").in(-2, -0.2, 3);
    op("Acosh").in(1.2, 3, 5);
    op("HardSwish").in(-5, 5, 3, 5);
    op("HardSigmoid", "alpha", 0.5, "beta", 0.3).in(-3, 3, 3, 5);
    op("LeakyRelu", "alpha", 0.2).x(3, 4);
    op("Elu", "alpha", 0.7).x(3, 4);
    op("Selu", "alpha", 1.2, "gamma", 0.9).x(3, 4);
    op("Celu", "alpha", 0.6).x(3, 4);
    op("ThresholdedRelu", "alpha", 0.33).x(3, 4);
    op("Gelu", "approximate", "tanh").in(-3, 3, 3, 4);
    op("Clip").x(3, 4).scalar(-0.41).scalar(0.52);
    op("Clip").x(3, 4).none().scalar(0.52);
    op("Clip").x(3, 4).scalar(-0.41);
    op("Clip").x(3, 4);
    op("Clip", "min", -0.41, "max", 0.52).opset(9).x(3, 4);
    op("PRelu").x(2, 3, 4).in(0.1, 0.5, 3, 1);
    op("PRelu").x(2, 3, 4).in(0.1, 0.5, 1);
    op("Cast", "to", 1).x(2, 3);
    for (int axis : new int[] {0, 1, 2, -1}) {
      op("Softmax", "axis", axis).x(2, 3, 4);
      op("LogSoftmax", "axis", axis).x(2, 3, 4);
    }
    op("Softmax", "axis", 1).opset(11).x(2, 3, 4);
  }

  private void broadcasting() {
    long[][][] shapes = {
      {{2, 3}, {2, 3}},
      {{2, 3}, {3}},
      {{3}, {2, 3}},
      {{2, 3}, {}},
      {{}, {2, 3}},
      {{2, 1}, {1, 3}},
      {{2, 3, 1}, {1, 4}},
      {{1}, {1, 1, 1}},
      {{2, 1, 4}, {3, 1}},
    };
    for (long[][] pair : shapes) {
      for (String name : List.of("Add", "Sub", "Mul", "Max", "Min", "Sum", "Mean")) {
        op(name).x(pair[0]).x(pair[1]);
      }
      op("Div").x(pair[0]).in(0.3, 2, pair[1]);
      op("Pow").in(0.3, 2, pair[0]).in(-2, 2, pair[1]);
      op("Where").bools(pair[0]).x(pair[1]).x(1);
      op("Where").bools(1).x(pair[0]).x(pair[1]);
    }
    op("Pow").x(2, 3).scalar(2);
    op("Pow").x(2, 3).scalar(3);
    op("Pow").in(0.2, 2, 2, 3).scalar(0.5);
    op("Pow").in(0.2, 2, 2, 3).scalar(-1.5);
    for (String name : List.of("Max", "Min", "Sum", "Mean")) {
      op(name).x(2, 3);
      op(name).x(2, 3).in(-0.7, 0.8, 3).in(-0.5, 0.9, 2, 1);
      op(name).x(1).in(-0.7, 0.8, 3).in(-0.5, 0.9, 2, 1).in(-0.6, 0.7, 2, 2, 3);
    }
  }

  private void products() {
    long[][][] shapes = {
      {{2, 3}, {3, 4}}, {{5, 2, 3}, {5, 3, 4}}, {{5, 2, 3}, {3, 4}}, {{2, 3}, {5, 3, 4}},
      {{1, 2, 3}, {5, 3, 4}}, {{2, 1, 2, 3}, {5, 3, 4}}, {{3}, {3, 4}}, {{2, 3}, {3}},
      {{3}, {3}}, {{5, 2, 3}, {3}}, {{3}, {5, 3, 4}},
    };
    for (long[][] pair : shapes) {
      op("MatMul").x(pair[0]).x(pair[1]);
    }
    for (int a : new int[] {0, 1}) {
      for (int b : new int[] {0, 1}) {
        long[] left = a == 0 ? new long[] {2, 3} : new long[] {3, 2};
        long[] right = b == 0 ? new long[] {3, 4} : new long[] {4, 3};
        op("Gemm", "transA", a, "transB", b).x(left).x(right);
        for (long[] c : new long[][] {{2, 4}, {4}, {1, 4}, {2, 1}, {1}, {}}) {
          op("Gemm", "transA", a, "transB", b, "alpha", 0.5, "beta", 2.0).x(left).x(right).x(c);
        }
      }
    }
    op("Einsum", "equation", "ij,jk->ik").x(2, 3).x(3, 4);
    op("Einsum", "equation", "ij,jk").x(2, 3).x(3, 4);
    op("Einsum", "equation", "ij,kj->ki").x(2, 3).x(4, 3);
    op("Einsum", "equation", "bij,bjk->bik").x(2, 2, 3).x(2, 3, 4);
    op("Einsum", "equation", "bhqd,bhkd->bhqk").x(1, 2, 3, 4).x(1, 2, 2, 4);
    op("Einsum", "equation", "i,j->ij").x(3).x(4);
    op("Einsum", "equation", "ij,ij->").x(2, 3).x(2, 3);
    op("Einsum", "equation", "ij,ij->i").x(2, 3).x(2, 3);
    op("Einsum", "equation", "ij->ji").x(2, 3);
    op("Einsum", "equation", "ijk->j").x(2, 3, 2);
    op("Einsum", "equation", "...ij,...jk->...ik").x(2, 2, 3).x(2, 3, 4);
  }

  private void convolutions() {
    op("Conv").x(1, 2, 5).x(3, 2, 3).x(3);
    op("Conv").x(2, 2, 4, 5).x(3, 2, 3, 2).x(3);
    op("Conv").x(1, 2, 3, 4, 3).x(2, 2, 2, 2, 2);
    op("Conv", "strides", list(2, 2), "pads", list(1, 1, 1, 1)).x(1, 2, 6, 6).x(3, 2, 4, 4);
    op("Conv", "strides", list(2, 3), "pads", list(1, 0, 2, 1)).x(1, 2, 6, 7).x(3, 2, 3, 3).x(3);
    op("Conv", "dilations", list(2, 1), "pads", list(2, 1, 2, 1)).x(1, 2, 6, 5).x(2, 2, 3, 3);
    op("Conv", "group", 2).x(1, 4, 4, 4).x(6, 2, 3, 3).x(6);
    op("Conv", "group", 4, "pads", list(1, 1, 1, 1)).x(1, 4, 4, 4).x(4, 1, 3, 3);
    op("Conv", "group", 4, "strides", list(2, 2)).x(1, 4, 5, 5).x(8, 1, 3, 3);
    op("ConvTranspose").x(1, 2, 4).x(2, 3, 3).x(3);
    op("ConvTranspose").x(2, 2, 3, 3).x(2, 3, 3, 2).x(3);
    op("ConvTranspose").x(1, 2, 2, 3, 2).x(2, 2, 2, 2, 2);
    op("ConvTranspose", "strides", list(2, 2), "pads", list(1, 1, 1, 1))
        .x(1, 2, 3, 3)
        .x(2, 3, 4, 4);
    op(
            "ConvTranspose",
            "strides",
            list(2, 2),
            "pads",
            list(1, 1, 1, 1),
            "output_padding",
            list(1, 1))
        .x(1, 2, 3, 3)
        .x(2, 3, 3, 3)
        .x(3);
    op("ConvTranspose", "strides", list(2, 3), "pads", list(1, 0, 0, 2))
        .x(1, 2, 3, 3)
        .x(2, 2, 3, 3);
    op("ConvTranspose", "dilations", list(2, 1)).x(1, 2, 3, 3).x(2, 2, 3, 3);
    op("ConvTranspose", "group", 2, "strides", list(2, 2)).x(1, 4, 3, 3).x(4, 3, 2, 2).x(6);
    op("ConvTranspose", "group", 4).x(1, 4, 3, 3).x(4, 1, 3, 3);
    op("ConvTranspose", "strides", list(2, 2), "output_shape", list(7, 6))
        .x(1, 2, 3, 3)
        .x(2, 2, 3, 3);
    for (String auto : List.of("SAME_UPPER", "SAME_LOWER", "VALID")) {
      op("Conv", "auto_pad", auto, "strides", list(2, 2)).x(1, 2, 5, 6).x(2, 2, 3, 4);
      op("Conv", "auto_pad", auto).x(1, 2, 5).x(2, 2, 4);
      op("ConvTranspose", "auto_pad", auto, "strides", list(2, 2)).x(1, 2, 3, 3).x(2, 2, 3, 3);
    }
  }

  private void pools() {
    for (String name : List.of("MaxPool", "AveragePool")) {
      op(name, "kernel_shape", list(3)).x(1, 2, 6);
      op(name, "kernel_shape", list(2, 2), "strides", list(2, 2)).x(1, 2, 4, 6);
      op(name, "kernel_shape", list(3, 3), "strides", list(2, 2), "pads", list(1, 1, 1, 1))
          .x(1, 2, 5, 6);
      op(name, "kernel_shape", list(3, 2), "pads", list(1, 0, 2, 1)).x(1, 2, 4, 5);
      op(name, "kernel_shape", list(3, 3), "strides", list(2, 2), "ceil_mode", 1).x(1, 2, 6, 6);
      op(name, "kernel_shape", list(2, 2), "dilations", list(2, 3)).x(1, 2, 6, 6);
      op(name, "kernel_shape", list(2, 2, 2)).x(1, 2, 3, 3, 3);
      op(name, "kernel_shape", list(3, 3), "strides", list(2, 2), "auto_pad", "SAME_UPPER")
          .x(1, 2, 5, 6);
      op(name, "kernel_shape", list(3, 3), "strides", list(2, 2), "auto_pad", "SAME_LOWER")
          .x(1, 2, 5, 6);
    }
    for (int ceil : new int[] {0, 1}) {
      op(
              "AveragePool",
              "kernel_shape",
              list(3, 3),
              "strides",
              list(2, 2),
              "pads",
              list(1, 1, 1, 1),
              "count_include_pad",
              1,
              "ceil_mode",
              ceil)
          .x(1, 2, 5, 6);
    }
    op("GlobalAveragePool").x(2, 3, 4, 2);
    op("GlobalMaxPool").x(2, 3, 4, 2);
    op("GlobalAveragePool").x(2, 3, 4);
    op("LpPool", "kernel_shape", list(2, 2), "p", 2).x(1, 2, 4, 4);
  }

  private void normalizations() {
    op("InstanceNormalization").x(2, 3, 4, 3).x(3).x(3);
    op("InstanceNormalization", "epsilon", 1e-2).x(2, 3, 6).x(3).x(3);
    op("GroupNormalization", "num_groups", 2).x(2, 4, 3, 2).x(4).x(4);
    op("GroupNormalization", "num_groups", 4).x(2, 4, 3).x(4).x(4);
    op("GroupNormalization", "num_groups", 2).opset(18).x(2, 4, 3).x(2).x(2);
    for (int axis : new int[] {-1, 1, 2}) {
      long[] scale = axis == 1 ? new long[] {3, 4} : new long[] {4};
      op("LayerNormalization", "axis", axis).x(2, 3, 4).x(scale).x(scale);
      op("LayerNormalization", "axis", axis, "epsilon", 1e-2).x(2, 3, 4).x(scale);
    }
    op("LayerNormalization").x(2, 3, 4).x(4).x(4).outputs(3);
    op("RMSNormalization").opset(23).x(2, 3, 4).x(4);
    op("BatchNormalization").x(2, 3, 4, 2).x(3).x(3).x(3).in(0.2, 2, 3);
    op("BatchNormalization", "epsilon", 1e-2).x(2, 3, 4).x(3).x(3).x(3).in(0.2, 2, 3);
    op("BatchNormalization", "training_mode", 1)
        .x(2, 3, 4)
        .x(3)
        .x(3)
        .floats(0, 0, 0)
        .floats(1, 1, 1)
        .outputs(3);
    op("LpNormalization", "axis", 1, "p", 2).x(2, 3, 4);
    op("LRN", "size", 3, "alpha", 0.1, "beta", 0.6).x(1, 5, 2, 2);
  }

  private void reductions() {
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
        op(name, "keepdims", keep).x(2, 3, 2);
        op(name, "keepdims", keep).x(2, 3, 2).vector(1);
        op(name, "keepdims", keep).x(2, 3, 2).vector(-1, 0);
        op(name, "keepdims", keep, "axes", list(-2)).opset(11).x(2, 3, 2);
      }
      op(name, "noop_with_empty_axes", 1).x(2, 3);
      op(name, "noop_with_empty_axes", 1).x(2, 3).vector(0);
    }
    op("ReduceLogSum").in(0.2, 1, 2, 3).vector(1);
    op("CumSum").x(2, 3).constant(TensorData.ofLongs(new long[] {1}));
    op("CumSum", "exclusive", 1, "reverse", 1).x(2, 3).constant(TensorData.ofLongs(new long[] {0}));
  }

  private void layouts() {
    op("Reshape").x(2, 6).vector(3, -1);
    op("Reshape").x(2, 6).vector(0, 2, 3);
    op("Flatten", "axis", 2).x(2, 3, 4);
    op("Flatten", "axis", 0).x(2, 3);
    op("Squeeze").x(1, 3, 1).vector(0);
    op("Squeeze").x(1, 3, 1);
    op("Unsqueeze").x(2, 3).vector(0, -1);
    op("Transpose", "perm", list(2, 0, 1)).x(2, 3, 4);
    op("Transpose").x(2, 3, 4);
    op("Expand").x(3, 1).vector(2, 3, 4);
    op("Expand").x(2, 3).vector(1, 1);
    op("Expand").x().vector(2, 2);
    op("Tile").x(2, 3).vector(2, 3);
    op("Tile").x(2, 3, 1).vector(1, 2, 2);
    for (String mode : List.of("DCR", "CRD")) {
      op("DepthToSpace", "blocksize", 2, "mode", mode).x(2, 8, 2, 3);
    }
    op("SpaceToDepth", "blocksize", 2).x(2, 2, 4, 6);
    op("Trilu", "upper", 0).x(3, 4);
    op("Trilu").x(3, 4).constant(TensorData.ofLongs(new long[] {1}));
  }

  private void pieces() {
    for (String mode : List.of("constant", "reflect", "edge", "wrap")) {
      op("Pad", "mode", mode).x(2, 4, 5).vector(0, 1, 2, 0, 2, 1);
      op("Pad", "mode", mode).x(4, 5).vector(1, 2).none().vector(-1);
      op("Pad", "mode", mode).x(1, 2, 4, 4).vector(0, 0, 3, 3, 0, 0, 3, 3);
    }
    op("Pad").x(4, 5).vector(-1, 1, 2, -2);
    op("Pad").x(4, 5).vector(-1, -1, -1, -1).scalar(0.5);
    op("Pad", "pads", list(0, 1, 1, 2), "value", 1.5).opset(9).x(3, 4);
    op("Slice").x(4, 5).vector(1).vector(3);
    op("Slice").x(4, 5).vector(1, -3).vector(9, -1).vector(0, 1);
    op("Slice").x(4, 7).vector(0).vector(7).vector(1).vector(3);
    op("Slice").x(4, 7).vector(1, 6).vector(4, 0).vector(0, -1).vector(2, -2);
    op("Slice").x(4, 5).vector(-1).vector(Long.MIN_VALUE).vector(0).vector(-1);
    op("Slice", "starts", list(1), "ends", list(3), "axes", list(1)).opset(9).x(2, 5);
    op("Split", "axis", 1).x(2, 6).vector(1, 3, 2).outputs(3);
    op("Split", "num_outputs", 3).x(7, 2).outputs(3);
    op("Split", "axis", -1, "num_outputs", 2).x(2, 4).outputs(2);
    op("Concat", "axis", 0).x(2, 3);
    op("Concat", "axis", 1).x(2, 3).x(2, 1);
    op("Concat", "axis", -1).x(2, 1, 2).x(2, 1, 3).x(2, 1, 1);
    op("Concat", "axis", 0).x(1, 2).x(3, 2).x(2, 2).x(1, 2);
    op("Gather").x(4, 3).vector(0, 2, 2, -1);
    op("Gather", "axis", 1).x(2, 4, 3).constant(TensorData.ofLongs(new long[] {1, 1, 0, -2}, 2, 2));
    op("Gather", "axis", -1).x(2, 4).constant(TensorData.ofLongs(new long[] {2}));
    op("GatherElements", "axis", 1)
        .x(2, 3)
        .constant(TensorData.ofLongs(new long[] {0, 0, -1, 2}, 2, 2));
    op("GatherND").x(3, 4).constant(TensorData.ofLongs(new long[] {0, 1, 2, 3, 0, 1}, 3, 2));
  }

  private void resizes() {
    String coordinates = "coordinate_transformation_mode";
    List<String> modes =
        List.of(
            "half_pixel",
            "pytorch_half_pixel",
            "align_corners",
            "asymmetric",
            "half_pixel_symmetric");
    for (String mode : modes) {
      for (String kind : List.of("nearest", "linear", "cubic")) {
        op("Resize", "mode", kind, coordinates, mode).x(1, 2, 3, 4).none().floats(1, 1, 2, 2);
        op("Resize", "mode", kind, coordinates, mode).x(1, 1, 4, 6).none().floats(1, 1, 0.5, 1.5);
        op("Resize", "mode", kind, coordinates, mode)
            .x(1, 2, 3, 4)
            .none()
            .none()
            .vector(1, 2, 5, 3);
      }
      for (String rounding : List.of("round_prefer_ceil", "floor", "ceil")) {
        op("Resize", "mode", "nearest", coordinates, mode, "nearest_mode", rounding)
            .x(1, 1, 3, 4)
            .none()
            .floats(1, 1, 2, 2);
      }
    }
    op("Resize", "mode", "linear", "antialias", 1).x(1, 1, 6, 8).none().floats(1, 1, 0.5, 0.25);
    op("Resize", "mode", "linear", "antialias", 1).x(1, 2, 5, 7).none().none().vector(1, 2, 3, 4);
    op("Resize", "mode", "cubic", "antialias", 1).x(1, 1, 6, 8).none().none().vector(1, 1, 3, 5);
    op("Resize", "mode", "cubic", "exclude_outside", 1).x(1, 1, 4, 4).none().floats(1, 1, 2, 2);
    op("Resize", "mode", "linear", "axes", list(2, 3)).x(1, 2, 3, 4).none().floats(2, 2);
    op("Resize", "mode", "linear").x(1, 2, 3, 3, 2).none().floats(1, 1, 2, 2, 2);
    op("Resize", "mode", "linear").x(1, 2, 4).none().floats(1, 1, 2);
    op("Upsample", "mode", "nearest").opset(9).x(1, 2, 3, 3).floats(1, 1, 2, 2);
    op("Upsample", "mode", "linear").opset(9).x(1, 2, 3, 3).floats(1, 1, 2, 2);
  }
}
