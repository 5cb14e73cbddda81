package io.cdmaa.autodiff;

import io.cdmaa.autodiff.InputRule.NotSupported;
import io.cdmaa.onnx.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;

/** Smooth functions of one argument, and those that are constant almost everywhere. */
final class ElementwiseRules {
  private ElementwiseRules() {}

  static List<OperatorRule> all() {
    List<OperatorRule> rules =
        new ArrayList<>(
            List.of(
                unary("Identity", (b, g) -> g),
                OperatorRule.of("Dropout")
                    .input("data", new InputRule.Formula(Backward::g, ElementwiseRules::random))
                    .zero("ratio", "a probability")
                    .zero("training_mode", "a boolean"),
                unary("Neg", (b, g) -> b.op("Neg", g)),
                unary("Exp", (b, g) -> mul(b, g, b.y())),
                unary("Log", (b, g) -> b.op("Div", g, b.x(0))),
                unary("Reciprocal", (b, g) -> b.op("Neg", mul(b, g, square(b, b.y())))),
                unary("Sqrt", ElementwiseRules::sqrt).where("derivative 0 at 0"),
                unary("Abs", (b, g) -> mul(b, g, b.op("Sign", b.x(0)))).where("derivative 0 at 0"),
                unary("Sin", (b, g) -> mul(b, g, b.op("Cos", b.x(0)))),
                unary("Cos", (b, g) -> b.op("Neg", mul(b, g, b.op("Sin", b.x(0))))),
                unary("Tan", (b, g) -> mul(b, g, onePlus(b, square(b, b.y())))),
                unary("Asin", (b, g) -> b.op("Div", g, rootOfOneMinusSquare(b))),
                unary("Acos", (b, g) -> b.op("Neg", b.op("Div", g, rootOfOneMinusSquare(b)))),
                unary("Atan", (b, g) -> b.op("Div", g, onePlus(b, square(b, b.x(0))))),
                unary("Sinh", (b, g) -> mul(b, g, b.op("Cosh", b.x(0)))),
                unary("Cosh", (b, g) -> mul(b, g, b.op("Sinh", b.x(0)))),
                unary(
                    "Asinh", (b, g) -> b.op("Div", g, b.op("Sqrt", onePlus(b, square(b, b.x(0)))))),
                unary(
                    "Acosh",
                    (b, g) ->
                        b.op("Div", g, b.op("Sqrt", b.op("Sub", square(b, b.x(0)), b.scalar(1))))),
                unary("Atanh", (b, g) -> b.op("Div", g, oneMinus(b, square(b, b.x(0))))),
                unary("Erf", ElementwiseRules::erf),
                unary("Tanh", (b, g) -> mul(b, g, oneMinus(b, square(b, b.y())))),
                unary("Sigmoid", (b, g) -> mul(b, g, mul(b, b.y(), oneMinus(b, b.y())))),
                OperatorRule.of("Cast")
                    .input("input", new InputRule.Formula(Backward::g, n -> castObstacle(n)))));
    for (String step : List.of("Floor", "Ceil", "Round", "Sign")) {
      rules.add(OperatorRule.of(step).zero("X", "piecewise constant"));
    }
    for (String test : List.of("IsNaN", "IsInf", "Not")) {
      rules.add(OperatorRule.of(test).zero("X", "a boolean"));
    }
    for (String comparison : List.of("Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual")) {
      rules.add(OperatorRule.of(comparison).zero("A", "a boolean").zero("B", "a boolean"));
    }
    for (String logic : List.of("And", "Or", "Xor")) {
      rules.add(OperatorRule.of(logic).zero("A", "a boolean").zero("B", "a boolean"));
    }
    return rules;
  }

  static OperatorRule unary(String opType, BiFunction<Backward, String, String> gradient) {
    return OperatorRule.of(opType).input("X", b -> gradient.apply(b, b.g()));
  }

  /** Dropout in training mode is random unless its ratio is 0. */
  private static Optional<NotSupported> random(NodeView node) {
    boolean training =
        node.node().hasInput(2) && node.constant(2).map(t -> t.doubles()[0] != 0).orElse(true);
    boolean nothing = node.constant(1).map(t -> t.doubles()[0] == 0).orElse(false);
    return training && !nothing
        ? Optional.of(
            new NotSupported("it is in training mode, so random", "re-export in evaluation mode"))
        : Optional.empty();
  }

  /**
   * Allows only floats and booleans. A cast to integers has a zero derivative, so a gradient
   * through it would vanish silently; booleans are what masks are made of.
   */
  private static Optional<NotSupported> castObstacle(NodeView node) {
    ElementType to = ElementType.of((int) node.attributes().integer("to", 1));
    return to == ElementType.FLOAT || to == ElementType.BOOL
        ? Optional.empty()
        : Optional.of(
            new NotSupported(
                "it casts to " + to.name().toLowerCase(Locale.ROOT) + ", not to float",
                "re-export the model in float32 and without quantisation"));
  }

  private static String sqrt(Backward b, String g) {
    String slope = b.op("Div", b.scalar(0.5), b.y());
    String atZero = b.op("Equal", b.y(), b.scalar(0));
    return mul(b, g, b.where(atZero, b.scalar(0), slope));
  }

  private static String erf(Backward b, String g) {
    String bell = b.op("Exp", b.op("Neg", square(b, b.x(0))));
    return mul(b, g, b.emit().scale(bell, 2 / Math.sqrt(Math.PI)));
  }

  private static String rootOfOneMinusSquare(Backward b) {
    return b.op("Sqrt", oneMinus(b, square(b, b.x(0))));
  }

  static String mul(Backward b, String left, String right) {
    return b.op("Mul", left, right);
  }

  static String square(Backward b, String x) {
    return b.op("Mul", x, x);
  }

  static String oneMinus(Backward b, String x) {
    return b.op("Sub", b.scalar(1), x);
  }

  static String onePlus(Backward b, String x) {
    return b.op("Add", x, b.scalar(1));
  }

  /** Emits the sum of several values. */
  static String sum(Backward b, String... parts) {
    return parts.length == 1 ? parts[0] : b.op("Sum", parts);
  }
}
