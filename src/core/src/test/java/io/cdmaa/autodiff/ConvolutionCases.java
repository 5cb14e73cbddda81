package io.cdmaa.autodiff;

import static io.cdmaa.autodiff.GradientCase.c;
import static io.cdmaa.autodiff.GradientCase.ints;
import static io.cdmaa.autodiff.GradientCase.none;
import static io.cdmaa.autodiff.GradientCase.on;
import static io.cdmaa.autodiff.GradientCase.x;

import io.cdmaa.autodiff.GradientCase.Argument;
import java.util.ArrayList;
import java.util.List;

/**
 * Convolutions: every case once with constant weights, where a faster algorithm may be chosen, and
 * once with weights that are differentiated as well.
 */
final class ConvolutionCases {
  private ConvolutionCases() {}

  static List<GradientCase> all() {
    List<GradientCase> cases = new ArrayList<>();
    forward(cases);
    transposed(cases);
    columns(cases);
    return cases;
  }

  private static long[] d(long... dims) {
    return dims;
  }

  private static void columns(List<GradientCase> cases) {
    cases.add(on("Col2Im", "apart", x(2, 8, 4), ints(4, 4), ints(2, 2)).with("strides", d(2, 2)));
    cases.add(on("Col2Im", "overlapping", x(1, 18, 6), ints(4, 5), ints(3, 3)));
    cases.add(
        on("Col2Im", "pads, strides and dilations", x(1, 8, 4), ints(5, 6), ints(2, 2))
            .with("pads", d(0, 1, 1, 0), "strides", d(2, 2), "dilations", d(2, 3)));
    cases.add(on("Col2Im", "3-D", x(1, 8, 4), ints(2, 3, 3), ints(2, 2, 2)));
  }

  private static void forward(List<GradientCase> cases) {
    String op = "Conv";
    both(cases, op, "plain 3x3", d(1, 2, 5, 4), d(3, 2, 3, 3), 3);
    both(cases, op, "1x1", d(2, 3, 3, 2), d(2, 3, 1, 1), 2);
    both(cases, op, "same pads", d(1, 2, 5, 4), d(3, 2, 3, 3), 3, "pads", d(1, 1, 1, 1));
    both(cases, op, "asymmetric pads", d(1, 2, 5, 4), d(2, 2, 3, 3), 2, "pads", d(0, 2, 1, 0));
    both(cases, op, "wide pads", d(1, 1, 3, 3), d(1, 1, 2, 2), 1, "pads", d(3, 2, 2, 3));
    both(cases, op, "stride 2", d(1, 2, 6, 5), d(2, 2, 3, 3), 2, "strides", d(2, 2));
    both(
        cases,
        op,
        "4x4 stride 2 pad 1",
        d(1, 2, 6, 6),
        d(2, 2, 4, 4),
        2,
        "strides",
        d(2, 2),
        "pads",
        d(1, 1, 1, 1));
    both(cases, op, "stride 3 with leftover", d(1, 1, 7, 6), d(2, 1, 2, 2), 2, "strides", d(3, 2));
    both(
        cases, op, "stride beyond the kernel", d(1, 1, 8, 6), d(1, 1, 2, 1), 1, "strides", d(3, 4));
    both(cases, op, "dilation", d(1, 2, 7, 6), d(2, 2, 3, 2), 2, "dilations", d(2, 3));
    both(
        cases,
        op,
        "dilation, stride and pads",
        d(1, 2, 8, 7),
        d(2, 2, 3, 3),
        2,
        "dilations",
        d(2, 2),
        "strides",
        d(2, 3),
        "pads",
        d(2, 1, 1, 2));
    both(cases, op, "groups", d(2, 4, 4, 4), d(6, 2, 3, 3), 6, "group", 2);
    both(
        cases,
        op,
        "groups, stride 2",
        d(1, 4, 5, 5),
        d(2, 2, 3, 3),
        2,
        "group",
        2,
        "strides",
        d(2, 2),
        "pads",
        d(1, 1, 1, 1));
    both(
        cases, op, "depthwise", d(2, 3, 4, 4), d(3, 1, 3, 3), 3, "group", 3, "pads", d(1, 1, 1, 1));
    both(
        cases,
        op,
        "depthwise with multiplier, dilated",
        d(1, 2, 6, 6),
        d(4, 1, 3, 3),
        4,
        "group",
        2,
        "dilations",
        d(2, 2),
        "pads",
        d(2, 2, 2, 2));
    both(cases, op, "1-D", d(2, 2, 7), d(3, 2, 3), 3, "strides", d(2), "pads", d(1, 0));
    both(
        cases,
        op,
        "3-D",
        d(1, 2, 3, 4, 3),
        d(2, 2, 2, 3, 2),
        2,
        "strides",
        d(1, 2, 1),
        "pads",
        d(0, 1, 1, 1, 0, 0));
    both(cases, op, "3-D stride 1", d(1, 1, 3, 3, 3), d(2, 1, 2, 2, 2), 2);
    for (String mode : List.of("SAME_UPPER", "SAME_LOWER", "VALID")) {
      both(cases, op, mode, d(1, 1, 5, 4), d(2, 1, 2, 3), 2, "auto_pad", mode);
      both(
          cases,
          op,
          mode + " stride 2",
          d(1, 1, 6, 5),
          d(2, 1, 3, 4),
          2,
          "auto_pad",
          mode,
          "strides",
          d(2, 2));
    }
    cases.add(on(op, "without bias", x(1, 2, 4, 4), x(2, 2, 3, 3)));
    cases.add(
        on(op, "kernel_shape given", x(1, 2, 4, 4), c(2, 2, 3, 3)).with("kernel_shape", d(3, 3)));
    cases.add(
        on(op, "modulated: one kernel per image", x(1, 4, 4, 4), x(6, 2, 3, 3))
            .with("group", 2, "pads", d(1, 1, 1, 1)));
  }

  private static void transposed(List<GradientCase> cases) {
    String op = "ConvTranspose";
    both(cases, op, "plain", d(1, 2, 3, 4), d(2, 3, 3, 3), 3);
    both(
        cases,
        op,
        "4x4 stride 2 pad 1",
        d(1, 2, 3, 3),
        d(2, 2, 4, 4),
        2,
        "strides",
        d(2, 2),
        "pads",
        d(1, 1, 1, 1));
    both(
        cases,
        op,
        "3x3 stride 2, output padding 1",
        d(1, 2, 3, 3),
        d(2, 2, 3, 3),
        2,
        "strides",
        d(2, 2),
        "pads",
        d(1, 1, 1, 1),
        "output_padding",
        d(1, 1));
    both(
        cases,
        op,
        "output padding beyond the pads",
        d(1, 1, 3, 2),
        d(1, 2, 2, 2),
        2,
        "strides",
        d(3, 3),
        "output_padding",
        d(2, 1));
    both(
        cases,
        op,
        "asymmetric pads",
        d(1, 2, 3, 4),
        d(2, 1, 3, 3),
        1,
        "strides",
        d(2, 1),
        "pads",
        d(0, 2, 1, 0));
    both(
        cases,
        op,
        "dilation",
        d(1, 2, 3, 3),
        d(2, 2, 2, 3),
        2,
        "dilations",
        d(2, 2),
        "strides",
        d(1, 2),
        "pads",
        d(1, 0, 0, 1));
    both(
        cases, op, "stride beyond the kernel", d(1, 1, 3, 3), d(1, 1, 2, 1), 1, "strides", d(3, 2));
    both(
        cases,
        op,
        "groups",
        d(2, 4, 3, 3),
        d(4, 3, 3, 3),
        6,
        "group",
        2,
        "strides",
        d(2, 2),
        "pads",
        d(1, 1, 1, 1));
    both(
        cases,
        op,
        "depthwise",
        d(1, 3, 3, 3),
        d(3, 1, 4, 4),
        3,
        "group",
        3,
        "strides",
        d(2, 2),
        "pads",
        d(1, 1, 1, 1));
    both(cases, op, "1-D", d(2, 2, 4), d(2, 3, 3), 3, "strides", d(2));
    both(
        cases,
        op,
        "3-D",
        d(1, 2, 2, 3, 2),
        d(2, 1, 2, 3, 2),
        1,
        "strides",
        d(2, 1, 2),
        "pads",
        d(0, 1, 0, 1, 0, 0));
    both(
        cases,
        op,
        "output_shape",
        d(1, 1, 3, 3),
        d(1, 2, 3, 3),
        2,
        "strides",
        d(3, 2),
        "output_shape",
        d(8, 6));
    for (String mode : List.of("SAME_UPPER", "SAME_LOWER", "VALID")) {
      both(cases, op, mode, d(1, 1, 3, 3), d(1, 2, 3, 4), 2, "auto_pad", mode, "strides", d(2, 2));
    }
    both(
        cases,
        op,
        "SAME_UPPER output_shape",
        d(1, 1, 3, 3),
        d(1, 1, 3, 4),
        1,
        "auto_pad",
        "SAME_UPPER",
        "strides",
        d(2, 2),
        "output_shape",
        d(6, 5));
    cases.add(on(op, "without bias", x(1, 2, 3, 3), x(2, 2, 3, 3), none()));
  }

  private static void both(
      List<GradientCase> cases,
      String op,
      String what,
      long[] data,
      long[] weights,
      long channels,
      Object... attributes) {
    Argument bias = c(channels);
    cases.add(on(op, what, x(data), c(weights), bias).with(attributes));
    cases.add(on(op, what + ", weights vary", x(data), x(weights), x(channels)).with(attributes));
  }
}
