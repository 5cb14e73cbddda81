package io.cdmaa.reference;

import io.cdmaa.onnx.TensorData;
import java.util.List;

/** Operators that move elements: reshaping, slicing and resizing. */
final class LayoutCases {
  private LayoutCases() {}

  static void addTo(Cases c) {
    layouts(c);
    pieces(c);
    resizes(c);
  }

  private static void layouts(Cases c) {
    c.op("Reshape").x(2, 6).vector(3, -1);
    c.op("Reshape").x(2, 6).vector(0, 2, 3);
    c.op("Flatten", "axis", 2).x(2, 3, 4);
    c.op("Flatten", "axis", 0).x(2, 3);
    c.op("Squeeze").x(1, 3, 1).vector(0);
    c.op("Squeeze").x(1, 3, 1);
    c.op("Unsqueeze").x(2, 3).vector(0, -1);
    c.op("Transpose", "perm", list(2, 0, 1)).x(2, 3, 4);
    c.op("Transpose").x(2, 3, 4);
    c.op("Expand").x(3, 1).vector(2, 3, 4);
    c.op("Expand").x(2, 3).vector(1, 1);
    c.op("Expand").x().vector(2, 2);
    c.op("Tile").x(2, 3).vector(2, 3);
    c.op("Tile").x(2, 3, 1).vector(1, 2, 2);
    for (String mode : List.of("DCR", "CRD")) {
      c.op("DepthToSpace", "blocksize", 2, "mode", mode).x(2, 8, 2, 3);
    }
    c.op("SpaceToDepth", "blocksize", 2).x(2, 2, 4, 6);
    c.op("Trilu", "upper", 0).x(3, 4);
    c.op("Trilu").x(3, 4).constant(TensorData.ofLongs(new long[] {1}));
  }

  private static void pieces(Cases c) {
    for (String mode : List.of("constant", "reflect", "edge", "wrap")) {
      c.op("Pad", "mode", mode).x(2, 4, 5).vector(0, 1, 2, 0, 2, 1);
      c.op("Pad", "mode", mode).x(4, 5).vector(1, 2).none().vector(-1);
      c.op("Pad", "mode", mode).x(1, 2, 4, 4).vector(0, 0, 3, 3, 0, 0, 3, 3);
    }
    c.op("Pad").x(4, 5).vector(-1, 1, 2, -2);
    c.op("Pad").x(4, 5).vector(-1, -1, -1, -1).scalar(0.5);
    c.op("Pad", "pads", list(0, 1, 1, 2), "value", 1.5).opset(9).x(3, 4);
    c.op("Slice").x(4, 5).vector(1).vector(3);
    c.op("Slice").x(4, 5).vector(1, -3).vector(9, -1).vector(0, 1);
    c.op("Slice").x(4, 7).vector(0).vector(7).vector(1).vector(3);
    c.op("Slice").x(4, 7).vector(1, 6).vector(4, 0).vector(0, -1).vector(2, -2);
    c.op("Slice").x(4, 5).vector(-1).vector(Long.MIN_VALUE).vector(0).vector(-1);
    c.op("Slice", "starts", list(1), "ends", list(3), "axes", list(1)).opset(9).x(2, 5);
    c.op("Split", "axis", 1).x(2, 6).vector(1, 3, 2).outputs(3);
    c.op("Split", "num_outputs", 3).x(7, 2).outputs(3);
    c.op("Split", "axis", -1, "num_outputs", 2).x(2, 4).outputs(2);
    c.op("Concat", "axis", 0).x(2, 3);
    c.op("Concat", "axis", 1).x(2, 3).x(2, 1);
    c.op("Concat", "axis", -1).x(2, 1, 2).x(2, 1, 3).x(2, 1, 1);
    c.op("Concat", "axis", 0).x(1, 2).x(3, 2).x(2, 2).x(1, 2);
    c.op("Gather").x(4, 3).vector(0, 2, 2, -1);
    c.op("Gather", "axis", 1)
        .x(2, 4, 3)
        .constant(TensorData.ofLongs(new long[] {1, 1, 0, -2}, 2, 2));
    c.op("Gather", "axis", -1).x(2, 4).constant(TensorData.ofLongs(new long[] {2}));
    c.op("GatherElements", "axis", 1)
        .x(2, 3)
        .constant(TensorData.ofLongs(new long[] {0, 0, -1, 2}, 2, 2));
    c.op("GatherND").x(3, 4).constant(TensorData.ofLongs(new long[] {0, 1, 2, 3, 0, 1}, 3, 2));
  }

  private static void resizes(Cases c) {
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
        c.op("Resize", "mode", kind, coordinates, mode).x(1, 2, 3, 4).none().floats(1, 1, 2, 2);
        c.op("Resize", "mode", kind, coordinates, mode).x(1, 1, 4, 6).none().floats(1, 1, 0.5, 1.5);
        c.op("Resize", "mode", kind, coordinates, mode)
            .x(1, 2, 3, 4)
            .none()
            .none()
            .vector(1, 2, 5, 3);
      }
      for (String rounding : List.of("round_prefer_ceil", "floor", "ceil")) {
        c.op("Resize", "mode", "nearest", coordinates, mode, "nearest_mode", rounding)
            .x(1, 1, 3, 4)
            .none()
            .floats(1, 1, 2, 2);
      }
    }
    c.op("Resize", "mode", "linear", "antialias", 1).x(1, 1, 6, 8).none().floats(1, 1, 0.5, 0.25);
    c.op("Resize", "mode", "linear", "antialias", 1).x(1, 2, 5, 7).none().none().vector(1, 2, 3, 4);
    c.op("Resize", "mode", "cubic", "antialias", 1).x(1, 1, 6, 8).none().none().vector(1, 1, 3, 5);
    c.op("Resize", "mode", "cubic", "exclude_outside", 1).x(1, 1, 4, 4).none().floats(1, 1, 2, 2);
    c.op("Resize", "mode", "linear", "axes", list(2, 3)).x(1, 2, 3, 4).none().floats(2, 2);
    c.op("Resize", "mode", "linear").x(1, 2, 3, 3, 2).none().floats(1, 1, 2, 2, 2);
    c.op("Resize", "mode", "linear").x(1, 2, 4).none().floats(1, 1, 2);
    c.op("Upsample", "mode", "nearest").opset(9).x(1, 2, 3, 3).floats(1, 1, 2, 2);
    c.op("Upsample", "mode", "linear").opset(9).x(1, 2, 3, 3).floats(1, 1, 2, 2);
  }

  private static int[] list(int... values) {
    return values;
  }
}
