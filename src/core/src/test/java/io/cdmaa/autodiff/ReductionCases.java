package io.cdmaa.autodiff;

import static io.cdmaa.autodiff.GradientCase.distinct;
import static io.cdmaa.autodiff.GradientCase.ints;
import static io.cdmaa.autodiff.GradientCase.on;
import static io.cdmaa.autodiff.GradientCase.x;
import static io.cdmaa.autodiff.GradientCase.xIn;

import io.cdmaa.autodiff.GradientCase.Argument;
import java.util.ArrayList;
import java.util.List;

/** Reductions and functions along one axis. */
final class ReductionCases {
  /** Without axes ONNX's text and ONNX Runtime mean different things, so the rules refuse it. */
  private static final List<String> DISPUTED =
      List.of("ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSum");

  private ReductionCases() {}

  static List<GradientCase> all() {
    List<GradientCase> cases = new ArrayList<>();
    for (String op :
        List.of("ReduceSum", "ReduceMean", "ReduceSumSquare", "ReduceL1", "ReduceL2")) {
      axes(cases, op, x(2, 3, 4), x());
    }
    axes(cases, "ReduceLogSumExp", xIn(-3, 3, 2, 3, 4), x());
    axes(cases, "ReduceLogSum", xIn(0.2, 3, 2, 3, 4), xIn(0.2, 3));
    axes(cases, "ReduceProd", xIn(0.4, 1.6, 2, 3, 4), x());
    cases.add(on("ReduceProd", "both signs", x(2, 3), ints(1)));
    axes(cases, "ReduceMax", distinct(2, 3, 4), x());
    axes(cases, "ReduceMin", distinct(2, 3, 4), x());
    cases.add(on("ReduceLogSumExp", "large arguments", xIn(85, 95, 2, 3), ints(1)));
    for (String op : List.of("Softmax", "LogSoftmax")) {
      cases.add(on(op, "by default", xIn(-3, 3, 2, 3, 4)));
      cases.add(on(op, "first axis", xIn(-3, 3, 3, 2)).with("axis", 0));
      cases.add(on(op, "channels", xIn(-3, 3, 1, 3, 2, 2)).with("axis", 1));
      cases.add(on(op, "negative axis", xIn(-3, 3, 2, 3, 2)).with("axis", -2));
      cases.add(on(op, "large arguments", xIn(-9, 9, 2, 4)));
    }
    cases.addAll(
        List.of(
            on("CumSum", "along the last axis", x(2, 5), ints(new long[] {1})),
            on("CumSum", "exclusive", x(2, 5), ints(new long[] {-1})).with("exclusive", 1),
            on("CumSum", "reverse", x(3, 2), ints(new long[] {0})).with("reverse", 1),
            on("CumSum", "exclusive and reverse", x(3, 2), ints(new long[] {0}))
                .with("exclusive", 1, "reverse", 1),
            on("TopK", "largest", distinct(2, 5), ints(3)).outputs(2),
            on("TopK", "smallest, first axis", distinct(5, 2), ints(2))
                .with("axis", 0, "largest", 0)
                .outputs(2)));
    return cases;
  }

  private static void axes(List<GradientCase> cases, String op, Argument data, Argument scalar) {
    cases.addAll(
        List.of(
            on(op, "all axes", data),
            on(op, "all axes dropped", data).with("keepdims", 0),
            on(op, "one axis kept", data, ints(1)),
            on(op, "one axis dropped", data, ints(2)).with("keepdims", 0),
            on(op, "negative axes dropped", data, ints(-1, 0)).with("keepdims", 0),
            on(op, "two axes kept", data, ints(1, 2)).with("keepdims", 1),
            on(op, "empty axes mean all", data, ints()),
            on(op, "a scalar", scalar)));
    if (!DISPUTED.contains(op)) {
      cases.add(on(op, "empty axes mean none", data, ints()).with("noop_with_empty_axes", 1));
      cases.add(on(op, "left out axes mean none", data).with("noop_with_empty_axes", 1));
    }
  }
}
