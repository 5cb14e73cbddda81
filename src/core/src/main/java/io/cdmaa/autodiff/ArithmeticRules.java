package io.cdmaa.autodiff;

import static io.cdmaa.autodiff.ElementwiseRules.mul;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.TensorData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Operators of two or more arguments with multidirectional broadcasting. */
final class ArithmeticRules {
  private ArithmeticRules() {}

  static List<OperatorRule> all() {
    return List.of(
        OperatorRule.of("Add")
            .input("A", b -> b.unbroadcast(b.g()))
            .input("B", b -> b.unbroadcast(b.g())),
        OperatorRule.of("Sub")
            .input("A", b -> b.unbroadcast(b.g()))
            .input("B", b -> b.op("Neg", b.unbroadcast(b.g()))),
        OperatorRule.of("Mul")
            .input("A", b -> b.unbroadcast(mul(b, b.g(), b.x(1))))
            .input("B", b -> b.unbroadcast(mul(b, b.g(), b.x(0)))),
        OperatorRule.of("Div")
            .input("A", b -> b.unbroadcast(b.op("Div", b.g(), b.x(1))))
            .input("B", b -> b.op("Neg", b.unbroadcast(b.op("Div", mul(b, b.g(), b.y()), b.x(1))))),
        OperatorRule.of("Pow")
            .input("X", ArithmeticRules::powerBase)
            .input("Y", ArithmeticRules::powerExponent)
            .where(
                "derivative 0 at base 0 if it is infinite there; 0 with respect to the exponent"
                    + " unless the base is positive"),
        OperatorRule.of("Mod")
            .input("A", b -> b.unbroadcast(b.g()))
            .input("B", ArithmeticRules::modulus)
            .where("at the jumps the derivative of the left and right side"),
        OperatorRule.of("Sum").input("data", b -> b.unbroadcast(b.g())).repeated(),
        OperatorRule.of("Mean")
            .input(
                "data", b -> b.unbroadcast(b.emit().scale(b.g(), 1.0 / b.node().inputs().size())))
            .repeated(),
        OperatorRule.of("Max")
            .input("data", ArithmeticRules::extremum)
            .repeated()
            .where("ties share equally"),
        OperatorRule.of("Min")
            .input("data", ArithmeticRules::extremum)
            .repeated()
            .where("ties share equally"),
        OperatorRule.of("Where")
            .zero("condition", "a boolean")
            .input("X", b -> b.unbroadcast(b.where(b.x(0), b.g(), b.scalar(0))))
            .input("Y", b -> b.unbroadcast(b.where(b.x(0), b.scalar(0), b.g()))));
  }

  private static String powerBase(Backward b) {
    Optional<Double> exponent = b.constant(1).flatMap(ArithmeticRules::single);
    if (exponent.isPresent()) {
      return b.unbroadcast(mul(b, b.g(), powerSlope(b, exponent.get())));
    }
    String power = exponent(b);
    String slope = mul(b, power, b.op("Pow", b.x(0), b.op("Sub", power, b.scalar(1))));
    String atZero = b.op("Equal", b.x(0), b.scalar(0));
    String infinite = b.op("And", atZero, b.op("Less", power, b.scalar(1)));
    return b.unbroadcast(mul(b, b.g(), b.where(infinite, b.scalar(0), slope)));
  }

  /** Returns the exponent as a float; the specification allows integers, too. */
  private static String exponent(Backward b) {
    return b.xType(1).elementType().isFloatingPoint()
        ? b.x(1)
        : b.op("Cast", Attributes.of("to", ElementType.FLOAT.code()), b.x(1));
  }

  /** Emits p x^(p-1), avoiding Pow if there is a cheaper operator. */
  private static String powerSlope(Backward b, double p) {
    if (p == 0 || p == 1) {
      return b.emit().expand(b.scalar(p), b.dims());
    }
    if (p == 2) {
      return b.emit().scale(b.x(0), 2);
    }
    if (p == 3) {
      return b.emit().scale(ElementwiseRules.square(b, b.x(0)), 3);
    }
    String slope = b.emit().scale(b.op("Pow", b.x(0), b.scalar(p - 1)), p);
    String atZero = b.op("Equal", b.x(0), b.scalar(0));
    return p < 1 ? b.where(atZero, b.scalar(0), slope) : slope;
  }

  /** Uses A mod B = A - B trunc(A / B), whose derivative with respect to B is -trunc(A / B). */
  private static String modulus(Backward b) {
    String multiple = b.op("Div", b.op("Sub", b.x(0), b.y()), b.x(1));
    return b.op("Neg", b.unbroadcast(mul(b, b.g(), multiple)));
  }

  private static Optional<Double> single(TensorData constant) {
    return constant.size() == 1 ? Optional.of(constant.doubles()[0]) : Optional.empty();
  }

  private static String powerExponent(Backward b) {
    String positive = b.op("Greater", b.x(0), b.scalar(0));
    String log = b.op("Log", b.where(positive, b.x(0), b.scalar(1)));
    return b.unbroadcast(mul(b, b.g(), mul(b, b.y(), log)));
  }

  /** Divides the gradient equally among all inputs that attain the extremum. */
  private static String extremum(Backward b) {
    List<String> attained = new ArrayList<>();
    for (String input : b.node().inputs()) {
      attained.add(b.op("Cast", Attributes.of("to", 1), b.op("Equal", input, b.y())));
    }
    String own = attained.get(b.index());
    String count = ElementwiseRules.sum(b, attained.toArray(String[]::new));
    return b.unbroadcast(mul(b, b.g(), b.op("Div", own, count)));
  }
}
