package io.cdmaa.autodiff;

import static io.cdmaa.autodiff.GradientCase.c;
import static io.cdmaa.autodiff.GradientCase.on;
import static io.cdmaa.autodiff.GradientCase.scalar;
import static io.cdmaa.autodiff.GradientCase.truth;
import static io.cdmaa.autodiff.GradientCase.x;
import static io.cdmaa.autodiff.GradientCase.xIn;

import java.util.ArrayList;
import java.util.List;

/** Operators of several arguments, under every kind of broadcasting. */
final class ArithmeticCases {
  private ArithmeticCases() {}

  /** Shapes of two operands and what is special about them. */
  private record Shapes(String what, long[] left, long[] right) {}

  private static final List<Shapes> BROADCASTS =
      List.of(
          new Shapes("same shapes", new long[] {2, 3, 4}, new long[] {2, 3, 4}),
          new Shapes("scalar right", new long[] {2, 3}, new long[] {}),
          new Shapes("scalar left", new long[] {}, new long[] {2, 3}),
          new Shapes("one element right", new long[] {2, 3}, new long[] {1}),
          new Shapes("vector left", new long[] {4}, new long[] {2, 3, 4}),
          new Shapes("per channel", new long[] {2, 3, 2, 2}, new long[] {3, 1, 1}),
          new Shapes("per plane", new long[] {2, 3, 1, 1}, new long[] {2, 3, 2, 2}),
          new Shapes("both ways", new long[] {2, 1, 4}, new long[] {3, 1}),
          new Shapes("ones only", new long[] {1, 1, 1}, new long[] {1}),
          new Shapes("ones against more ones", new long[] {1}, new long[] {1, 1, 1}));

  static List<GradientCase> all() {
    List<GradientCase> cases = new ArrayList<>();
    for (Shapes s : BROADCASTS) {
      for (String op : List.of("Add", "Sub", "Mul", "Sum", "Mean", "Max", "Min")) {
        cases.add(on(op, s.what(), x(s.left()), x(s.right())));
      }
      cases.add(on("Div", s.what(), x(s.left()), xIn(0.5, 2, s.right())));
      cases.add(on("Pow", s.what(), xIn(0.5, 2, s.left()), xIn(-2, 2, s.right())));
      cases.add(on("Mod", s.what(), xIn(-4, 4, s.left()), xIn(0.5, 2, s.right())).with("fmod", 1));
      cases.add(on("Where", s.what(), truth("1"), x(s.left()), x(s.right())));
    }
    cases.addAll(
        List.of(
            on("Div", "negative divisors", x(2, 3), xIn(-2, -0.5, 2, 3)),
            on("Mul", "by a constant", x(2, 3), c(3)),
            on("Pow", "squared", x(2, 5), scalar(2)),
            on("Pow", "cubed", x(2, 5), scalar(3)),
            on("Pow", "fourth power", x(2, 5), scalar(4)),
            on("Pow", "first power", x(2, 5), scalar(1)),
            on("Pow", "zeroth power", x(2, 5), scalar(0)),
            on("Pow", "square root", xIn(0.2, 2, 2, 5), scalar(0.5)),
            on("Pow", "inverse square root", xIn(0.2, 2, 2, 5), scalar(-0.5)),
            on("Pow", "inverse of both signs", xIn(-2, -0.5, 2, 5), scalar(-1)),
            on("Pow", "exponent of higher rank", xIn(0.5, 2, 5), c(2, 2, 1)),
            on("Pow", "integer exponents", x(3, 2), GradientCase.ints(2, 3)),
            on("Pow", "one integer exponent", x(3, 2), GradientCase.ints(2)),
            on(
                "Pow",
                "negative base, whole exponents",
                xIn(-2, -0.5, 3),
                GradientCase.floats(2, 3, 4)),
            on("Sum", "one argument", x(2, 3)),
            on("Sum", "three arguments", x(2, 3), x(3), x(2, 1)),
            on("Mean", "one argument", x(2, 3)),
            on("Mean", "three arguments", x(2, 3), x(3), x(2, 1)),
            on("Max", "one argument", x(2, 3)),
            on("Max", "three arguments", x(2, 3), x(3), x(2, 1)),
            on("Max", "against a constant", x(2, 3), scalar(0)),
            on("Min", "one argument", x(2, 3)),
            on("Min", "three arguments", x(2, 3), x(3), x(2, 1)),
            on("Where", "mixed conditions", truth("101100", 2, 3), x(2, 3), x(2, 3)),
            on("Where", "condition broadcasts", truth("101", 3), x(2, 1), x(1)),
            on("Where", "condition widens", truth("101100", 2, 3), x(3), x())));
    return cases;
  }
}
