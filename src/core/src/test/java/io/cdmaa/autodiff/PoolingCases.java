package io.cdmaa.autodiff;

import static io.cdmaa.autodiff.GradientCase.distinct;
import static io.cdmaa.autodiff.GradientCase.on;
import static io.cdmaa.autodiff.GradientCase.x;

import java.util.ArrayList;
import java.util.List;

/** Pooling. */
final class PoolingCases {
  private PoolingCases() {}

  private static long[] d(long... dims) {
    return dims;
  }

  static List<GradientCase> all() {
    List<GradientCase> cases = new ArrayList<>();
    windows(cases, "AveragePool");
    windows(cases, "MaxPool");
    cases.addAll(
        List.of(
            average(
                "pads counted",
                d(1, 2, 5, 4),
                d(3, 3),
                "pads",
                d(1, 1, 1, 1),
                "count_include_pad",
                1),
            average(
                "pads counted, stride 2",
                d(1, 1, 6, 5),
                d(3, 2),
                "pads",
                d(1, 0, 2, 1),
                "strides",
                d(2, 2),
                "count_include_pad",
                1),
            average(
                "pads counted, ceil mode",
                d(1, 1, 6, 6),
                d(3, 3),
                "pads",
                d(1, 1, 1, 1),
                "strides",
                d(2, 2),
                "count_include_pad",
                1,
                "ceil_mode",
                1),
            average(
                "pads counted, SAME_UPPER",
                d(1, 1, 5, 4),
                d(3, 2),
                "auto_pad",
                "SAME_UPPER",
                "strides",
                d(2, 2),
                "count_include_pad",
                1),
            average("halves, batch of two", d(2, 3, 4, 6), d(2, 2), "strides", d(2, 2)),
            average("blocks with leftover", d(1, 2, 5, 7), d(2, 3), "strides", d(2, 3)),
            on("MaxPool", "with its indices", distinct(1, 2, 4, 4))
                .with("kernel_shape", d(2, 2))
                .outputs(2),
            on("MaxPool", "column-major indices", distinct(1, 2, 4, 4))
                .with("kernel_shape", d(2, 2), "storage_order", 1)
                .outputs(2),
            on("GlobalAveragePool", "images", x(2, 3, 3, 2)),
            on("GlobalAveragePool", "lines", x(2, 3, 4)),
            on("GlobalAveragePool", "volumes", x(1, 2, 2, 3, 2)),
            on("GlobalMaxPool", "images", distinct(2, 3, 3, 2)),
            on("GlobalMaxPool", "lines", distinct(2, 3, 4)),
            on("GlobalLpPool", "by default", x(1, 2, 3, 2)),
            on("GlobalLpPool", "cubes", x(1, 2, 3, 2)).with("p", 3),
            on("GlobalLpPool", "Manhattan", x(1, 2, 3, 2)).with("p", 1),
            on("LpPool", "overlapping", x(1, 2, 5, 4)).with("kernel_shape", d(3, 2)),
            on("LpPool", "stride 2, pads, cubes", x(1, 2, 5, 4))
                .with("kernel_shape", d(3, 3), "strides", d(2, 2), "pads", d(1, 1, 1, 1), "p", 3)));
    return cases;
  }

  private static GradientCase average(
      String what, long[] dims, long[] kernel, Object... attributes) {
    return pool("AveragePool", what, dims, kernel, attributes);
  }

  private static GradientCase pool(
      String op, String what, long[] dims, long[] kernel, Object... attributes) {
    Object[] all = new Object[attributes.length + 2];
    System.arraycopy(attributes, 0, all, 2, attributes.length);
    all[0] = "kernel_shape";
    all[1] = kernel;
    return on(op, what, op.equals("MaxPool") ? distinct(dims) : x(dims)).with(all);
  }

  private static void windows(List<GradientCase> cases, String op) {
    cases.addAll(
        List.of(
            pool(op, "2x2 stride 2", d(1, 2, 4, 6), d(2, 2), "strides", d(2, 2)),
            pool(op, "2x2 stride 2, odd sizes", d(1, 2, 5, 7), d(2, 2), "strides", d(2, 2)),
            pool(op, "overlapping 3x3 stride 1", d(1, 2, 5, 4), d(3, 3)),
            pool(
                op,
                "overlapping 3x3 stride 2, pads",
                d(2, 2, 6, 5),
                d(3, 3),
                "strides",
                d(2, 2),
                "pads",
                d(1, 1, 1, 1)),
            pool(op, "asymmetric pads", d(1, 1, 5, 5), d(3, 2), "pads", d(0, 1, 2, 0)),
            pool(op, "stride beyond the kernel", d(1, 1, 7, 6), d(2, 1), "strides", d(3, 2)),
            pool(op, "ceil mode", d(1, 1, 5, 6), d(2, 3), "strides", d(2, 2), "ceil_mode", 1),
            pool(
                op,
                "ceil mode with pads",
                d(1, 1, 6, 7),
                d(3, 3),
                "strides",
                d(2, 2),
                "pads",
                d(1, 1, 1, 1),
                "ceil_mode",
                1),
            pool(op, "dilation", d(1, 1, 6, 6), d(2, 2), "dilations", d(2, 3)),
            pool(
                op,
                "dilation, stride and pads",
                d(1, 1, 7, 7),
                d(3, 2),
                "dilations",
                d(2, 2),
                "strides",
                d(2, 2),
                "pads",
                d(1, 1, 1, 1)),
            pool(op, "SAME_UPPER", d(1, 1, 5, 4), d(2, 3), "auto_pad", "SAME_UPPER"),
            pool(
                op,
                "SAME_LOWER stride 2",
                d(1, 1, 5, 6),
                d(3, 3),
                "auto_pad",
                "SAME_LOWER",
                "strides",
                d(2, 2)),
            pool(op, "VALID", d(1, 1, 5, 4), d(2, 3), "auto_pad", "VALID"),
            pool(op, "1-D", d(2, 2, 7), d(3), "strides", d(2)),
            pool(op, "3-D", d(1, 2, 3, 4, 4), d(2, 2, 3), "strides", d(1, 2, 1))));
  }
}
