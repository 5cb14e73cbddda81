package io.cdmaa.reference;

import io.cdmaa.onnx.ElementType;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;

/** Operators that combine several tensors element by element, with broadcasting. */
final class Arithmetic {
  static final Table TABLE =
      new Table()
          .one("Add", binary(Double::sum))
          .one("Sub", binary((a, b) -> a - b))
          .one("Mul", binary((a, b) -> a * b))
          .one("Div", Arithmetic::div)
          .one("Pow", Arithmetic::pow)
          .one("Mod", Arithmetic::mod)
          .one("Sum", call -> fold(call.present(), Double::sum))
          .one("Max", call -> fold(call.present(), Math::max))
          .one("Min", call -> fold(call.present(), Math::min))
          .one("Mean", Arithmetic::mean)
          .one("Equal", comparison((a, b) -> a == b))
          .one("Greater", comparison((a, b) -> a > b))
          .one("GreaterOrEqual", comparison((a, b) -> a >= b))
          .one("Less", comparison((a, b) -> a < b))
          .one("LessOrEqual", comparison((a, b) -> a <= b))
          .one("And", comparison((a, b) -> a != 0 && b != 0))
          .one("Or", comparison((a, b) -> a != 0 || b != 0))
          .one("Xor", comparison((a, b) -> (a != 0) != (b != 0)))
          .one("Not", call -> call.in(0).map(x -> x == 0 ? 1 : 0))
          .one("IsNaN", call -> call.in(0).map(x -> Double.isNaN(x) ? 1 : 0).as(ElementType.BOOL))
          .one("IsInf", Arithmetic::isInf)
          .one("Where", Arithmetic::where);

  private Arithmetic() {}

  private interface Test {
    boolean holds(double a, double b);
  }

  static Tensor64 combine(Tensor64 a, Tensor64 b, DoubleBinaryOperator function) {
    int[] shape = Tensor64.broadcast(a.shape(), b.shape());
    return Tensor64.generate(
        a.type(),
        shape,
        index -> function.applyAsDouble(a.broadcastAt(index), b.broadcastAt(index)));
  }

  private static Function<Call, Tensor64> binary(DoubleBinaryOperator function) {
    return call -> combine(call.in(0), call.in(1), function);
  }

  private static Function<Call, Tensor64> comparison(Test test) {
    return call ->
        combine(call.in(0), call.in(1), (a, b) -> test.holds(a, b) ? 1 : 0).as(ElementType.BOOL);
  }

  private static Tensor64 fold(List<Tensor64> operands, DoubleBinaryOperator function) {
    return operands.stream().reduce((a, b) -> combine(a, b, function)).orElseThrow();
  }

  private static Tensor64 mean(Call call) {
    int count = call.present().size();
    return fold(call.present(), Double::sum).map(sum -> sum / count);
  }

  /** The quotient of integers is truncated towards zero. */
  private static Tensor64 div(Call call) {
    return call.in(0).type().isFloatingPoint()
        ? combine(call.in(0), call.in(1), (a, b) -> a / b)
        : combine(call.in(0), call.in(1), Arithmetic::wholeQuotient);
  }

  private static double wholeQuotient(double a, double b) {
    long quotient = (long) a / (long) b;
    return quotient;
  }

  private static Tensor64 pow(Call call) {
    Tensor64 power = combine(call.in(0), call.in(1), Math::pow);
    return call.in(0).type().isFloatingPoint() ? power : power.map(x -> (double) (long) x);
  }

  private static Tensor64 mod(Call call) {
    return call.flag("fmod")
        ? combine(call.in(0), call.in(1), (a, b) -> a % b)
        : combine(call.in(0), call.in(1), (a, b) -> a - Math.floor(a / b) * b);
  }

  private static Tensor64 isInf(Call call) {
    boolean negative = call.integer("detect_negative", 1) != 0;
    boolean positive = call.integer("detect_positive", 1) != 0;
    return call.in(0)
        .map(x -> Double.isInfinite(x) && (x < 0 ? negative : positive) ? 1 : 0)
        .as(ElementType.BOOL);
  }

  private static Tensor64 where(Call call) {
    Tensor64 condition = call.in(0);
    Tensor64 yes = call.in(1);
    Tensor64 no = call.in(2);
    int[] shape = Tensor64.broadcast(condition.shape(), yes.shape(), no.shape());
    return Tensor64.generate(
        yes.type(),
        shape,
        index ->
            condition.broadcastAt(index) != 0 ? yes.broadcastAt(index) : no.broadcastAt(index));
  }
}
