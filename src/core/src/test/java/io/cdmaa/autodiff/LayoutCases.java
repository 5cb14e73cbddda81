package io.cdmaa.autodiff;

import static io.cdmaa.autodiff.GradientCase.int32;
import static io.cdmaa.autodiff.GradientCase.ints;
import static io.cdmaa.autodiff.GradientCase.none;
import static io.cdmaa.autodiff.GradientCase.on;
import static io.cdmaa.autodiff.GradientCase.x;

import java.util.List;

/** Operators that move, repeat or pick elements. */
final class LayoutCases {
  private LayoutCases() {}

  private static long[] d(long... dims) {
    return dims;
  }

  static List<GradientCase> shapes() {
    return List.of(
        on("Reshape", "regrouped", x(2, 6), ints(3, 4)),
        on("Reshape", "copied and inferred dimensions", x(2, 6), ints(0, -1, 2)),
        on("Reshape", "to a scalar", x(1, 1), ints()),
        on("Flatten", "by default", x(2, 3, 2)),
        on("Flatten", "axis 0", x(2, 3)).with("axis", 0),
        on("Flatten", "negative axis", x(2, 3, 2)).with("axis", -1),
        on("Squeeze", "named axes", x(1, 3, 1, 2), ints(0, -2)),
        on("Squeeze", "every axis of one", x(1, 3, 1)),
        on("Unsqueeze", "two axes", x(3, 2), ints(0, -1)),
        on("Transpose", "by default", x(2, 3, 4)),
        on("Transpose", "rotated", x(2, 3, 4)).with("perm", d(1, 2, 0)),
        on("Expand", "from a scalar", x(), ints(2, 3)),
        on("Expand", "one axis", x(2, 1, 3), ints(2, 4, 3)),
        on("Expand", "more axes", x(3), ints(2, 2, 3)),
        on("Expand", "both ways", x(2, 1), ints(1, 3)),
        on("Expand", "nothing", x(2, 3), ints(1)),
        on("Tile", "two axes", x(2, 3), ints(2, 3)),
        on("Tile", "one axis", x(2, 1, 3), ints(1, 4, 1)),
        on("Tile", "nothing", x(2, 3), ints(1, 1)),
        on("Concat", "channels", x(1, 2, 3), x(1, 1, 3), x(1, 3, 3)).with("axis", 1),
        on("Concat", "negative axis", x(2, 2), x(2, 1)).with("axis", -1),
        on("Concat", "one argument", x(2, 2)).with("axis", 0),
        on("Split", "even", x(2, 6)).with("axis", 1, "num_outputs", 3).outputs(3),
        on("Split", "uneven", x(7, 2)).with("num_outputs", 3).outputs(3),
        on("Split", "given lengths", x(2, 6), ints(1, 2, 3)).with("axis", -1).outputs(3),
        on("DepthToSpace", "by default", x(1, 8, 2, 3)).with("blocksize", 2),
        on("DepthToSpace", "DCR", x(2, 4, 2, 2)).with("blocksize", 2, "mode", "DCR"),
        on("DepthToSpace", "CRD", x(1, 8, 2, 3)).with("blocksize", 2, "mode", "CRD"),
        on("DepthToSpace", "CRD by 3", x(1, 9, 2, 1)).with("blocksize", 3, "mode", "CRD"),
        on("SpaceToDepth", "by 2", x(1, 2, 4, 6)).with("blocksize", 2),
        on("Trilu", "upper", x(2, 3, 4)),
        on("Trilu", "lower, shifted", x(3, 4), ints(new long[] {1})).with("upper", 0));
  }

  static List<GradientCase> pieces() {
    return List.of(
        on("Slice", "one axis", x(5, 3), ints(1), ints(4), ints(0)),
        on("Slice", "axes left out", x(5, 3), ints(1, 0), ints(4, 2)),
        on("Slice", "negative bounds", x(5, 3), ints(-4), ints(-1), ints(-2)),
        on("Slice", "beyond the end", x(5, 3), ints(2), ints(Long.MAX_VALUE), ints(0)),
        on("Slice", "step 2", x(6, 2), ints(1), ints(6), ints(0), ints(2)),
        on("Slice", "step 3 with leftover", x(8, 2), ints(0), ints(8), ints(0), ints(3)),
        on("Slice", "steps on two axes", x(5, 7), ints(0, 1), ints(5, 7), ints(0, 1), ints(2, 3)),
        on("Slice", "step beyond the end", x(5), ints(1), ints(5), ints(0), ints(9)),
        on("Slice", "backwards", x(5, 2), ints(-1), ints(Long.MIN_VALUE), ints(0), ints(-1)),
        on("Slice", "backwards by 2", x(7, 2), ints(5), ints(0), ints(0), ints(-2)),
        on("Slice", "backwards from beyond", x(5), ints(99), ints(-99), ints(0), ints(-3)),
        on("Slice", "everything", x(2, 3), ints(0), ints(3), ints(1)),
        on("Slice", "int32 bounds", x(5), int32(d(1), 1), int32(d(4), 1), int32(d(0), 1)),
        on("Gather", "repeated indices", x(4, 3), ints(2, 0, 2, 2)),
        on("Gather", "a permutation of channels", x(1, 3, 2, 2), ints(2, 1, 0)).with("axis", 1),
        on("Gather", "negative indices", x(2, 4), ints(-1, 1, -4)).with("axis", -1),
        on("Gather", "one index drops the axis", x(3, 4, 2), ints(new long[] {1})).with("axis", 1),
        on("Gather", "one negative index", x(3, 4), ints(new long[] {-1})),
        on("Gather", "a run of indices", x(2, 5), ints(1, 2, 3)).with("axis", 1),
        on("Gather", "a table of indices", x(3, 4, 2), ints(d(0, 1, 3, 1, 0, 0), 2, 3))
            .with("axis", 1),
        on("Gather", "int32 indices", x(4, 3), int32(d(1, 1, -1), 3)),
        on("GatherElements", "first axis", x(3, 2), ints(d(1, 0, 1, 2), 2, 2)),
        on("GatherElements", "last axis, repeated", x(2, 3), ints(d(0, 0, -1, 1), 2, 2))
            .with("axis", 1),
        on("GatherElements", "int32 indices", x(2, 3), int32(d(0, 2), 1, 2)).with("axis", -1),
        on("GatherND", "elements", x(2, 3), ints(d(0, 1, 1, 2, 0, 1), 3, 2)),
        on("GatherND", "rows, repeated", x(3, 2), ints(d(2, 0, 2), 3, 1)),
        on("GatherND", "batches", x(2, 3, 2), ints(d(0, 2), 2, 1)).with("batch_dims", 1),
        on("OneHot", "two values", ints(0, 2, -1), ints(new long[] {4}), x(2)),
        on("OneHot", "along the first axis", ints(d(1, 0, 2, 9), 2, 2), ints(new long[] {3}), x(2))
            .with("axis", 0),
        on("ReverseSequence", "time first", x(4, 3, 2), ints(1, 4, 3)),
        on("ReverseSequence", "batch first", x(3, 4), ints(2, 1, 4))
            .with("batch_axis", 0, "time_axis", 1),
        on("ScatterElements", "replaces", x(3, 3), ints(d(1, 0, 2, 1), 2, 2), x(2, 2)),
        on("ScatterElements", "replaces along axis 1", x(2, 4), ints(d(1, 3), 1, 2), x(1, 2))
            .with("axis", 1),
        on("ScatterElements", "adds", x(3, 3), ints(d(1, 0, 1, 0), 2, 2), x(2, 2))
            .with("reduction", "add"),
        on("ScatterND", "replaces rows", x(4, 2), ints(d(1, 3), 2, 1), x(2, 2)),
        on("ScatterND", "replaces elements", x(2, 3), ints(d(0, 1, 1, 2), 2, 2), x(2)),
        on("ScatterND", "adds, repeated", x(4, 2), ints(d(1, 3, 1), 3, 1), x(3, 2))
            .with("reduction", "add"));
  }

  static List<GradientCase> pads() {
    return List.of(
        on("Pad", "constant", x(2, 3), ints(1, 0, 2, 1)),
        on("Pad", "constant value", x(2, 3), ints(1, 0, 2, 1), x()),
        on("Pad", "negative", x(5, 4), ints(-1, 0, -2, -1)),
        on("Pad", "negative and positive", x(5, 4), ints(-1, 2, 1, -1)),
        on("Pad", "constant value, cropped", x(5, 4), ints(-1, 2, 1, -1), x()),
        on("Pad", "named axes", x(2, 3, 2), ints(1, 2), none(), ints(-2)),
        on("Pad", "nothing", x(2, 3), ints(0, 0, 0, 0)),
        on("Pad", "reflect", x(1, 2, 4, 5), ints(0, 0, 1, 2, 0, 0, 3, 1)).with("mode", "reflect"),
        on("Pad", "reflect as far as it goes", x(4), ints(3, 3)).with("mode", "reflect"),
        on("Pad", "reflect, short margins", x(9), ints(2, 1)).with("mode", "reflect"),
        on("Pad", "reflect one side", x(6), ints(0, 2)).with("mode", "reflect"),
        on("Pad", "reflect what is cropped", x(6), ints(-2, 2)).with("mode", "reflect"),
        on("Pad", "edge", x(1, 2, 3, 4), ints(0, 0, 1, 2, 0, 0, 3, 1)).with("mode", "edge"),
        on("Pad", "edge, far", x(2), ints(4, 5)).with("mode", "edge"),
        on("Pad", "edge of one", x(1, 3), ints(2, 0, 1, 0)).with("mode", "edge"),
        on("Pad", "edge what is cropped", x(6), ints(2, -2)).with("mode", "edge"),
        on("Pad", "wrap", x(1, 2, 3, 4), ints(0, 0, 1, 2, 0, 0, 3, 1)).with("mode", "wrap"),
        on("Pad", "wrap one side", x(5), ints(3, 0)).with("mode", "wrap"),
        on("Pad", "reflect ignores the value", x(4), ints(1, 1), x()).with("mode", "reflect"));
  }
}
