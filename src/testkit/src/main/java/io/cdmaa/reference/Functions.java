package io.cdmaa.reference;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.special.Erf;

/** Elementary functions of one real number. */
final class Functions {
  static final Table TABLE =
      new Table()
          .one("Abs", each(Math::abs))
          .one("Neg", each(x -> -x))
          .one("Sign", each(Math::signum))
          .one("Ceil", each(Math::ceil))
          .one("Floor", each(Math::floor))
          .one("Round", each(Math::rint))
          .one("Sqrt", each(Math::sqrt))
          .one("Reciprocal", each(x -> 1 / x))
          .one("Exp", each(Math::exp))
          .one("Log", each(Math::log))
          .one("Erf", each(Erf::erf))
          .one("Sin", each(Math::sin))
          .one("Cos", each(Math::cos))
          .one("Tan", each(Math::tan))
          .one("Asin", each(Math::asin))
          .one("Acos", each(Math::acos))
          .one("Atan", each(Math::atan))
          .one("Sinh", each(Math::sinh))
          .one("Cosh", each(Math::cosh))
          .one("Tanh", each(Math::tanh))
          .one("Asinh", each(x -> Math.copySign(Math.log(Math.abs(x) + Math.sqrt(x * x + 1)), x)))
          .one("Acosh", each(x -> Math.log(x + Math.sqrt(x * x - 1))))
          .one("Atanh", each(x -> (Math.log1p(x) - Math.log1p(-x)) / 2));

  private Functions() {}

  private static java.util.function.Function<Call, Tensor64> each(DoubleUnaryOperator function) {
    return call -> call.in(0).map(function);
  }
}
