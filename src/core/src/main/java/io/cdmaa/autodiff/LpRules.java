package io.cdmaa.autodiff;

import static io.cdmaa.autodiff.ElementwiseRules.mul;

import java.util.List;

/** Norms over windows, planes and axes: y = (sum |x|^p)^(1/p). */
final class LpRules {
  private static final String ZERO = "derivative 0 where the norm is 0";

  private LpRules() {}

  static List<OperatorRule> all() {
    return List.of(
        OperatorRule.of("GlobalLpPool")
            .input("X", b -> mul(b, numerator(b), b.op("Div", b.g(), denominator(b))))
            .where(ZERO),
        OperatorRule.of("LpPool").input("X", LpRules::window).where(ZERO),
        OperatorRule.of("LpNormalization").input("input", LpRules::normalised).where(ZERO));
  }

  private static double p(Backward b) {
    return b.attributes().integer("p", 2);
  }

  /** Emits sign(x) |x|^(p-1). */
  private static String numerator(Backward b) {
    if (p(b) == 2) {
      return b.x(0);
    }
    String sign = b.op("Sign", b.x(0));
    return p(b) == 1 ? sign : mul(b, sign, b.op("Pow", b.op("Abs", b.x(0)), b.scalar(p(b) - 1)));
  }

  /** Emits y^(p-1), or 1 where that is 0. */
  private static String denominator(Backward b) {
    String power =
        p(b) == 1
            ? b.emit().expand(b.scalar(1), b.yDims())
            : p(b) == 2 ? b.y() : b.op("Pow", b.y(), b.scalar(p(b) - 1));
    return b.where(b.op("Equal", power, b.scalar(0)), b.scalar(1), power);
  }

  private static String window(Backward b) {
    String share = b.op("Div", b.g(), denominator(b));
    return mul(b, numerator(b), PoolingRules.spread(b, share, PoolingRules.window(b)));
  }

  /** Uses y = x / n, so dx = (g - dn sum(g y)) / n with dn = sign(x) or y. */
  private static String normalised(Backward b) {
    boolean one = p(b) == 1;
    long axis = ShapeRules.axis(b, -1, b.dims().length);
    String norm = b.emit().reduce(one ? "ReduceL1" : "ReduceL2", b.x(0), true, axis);
    String zero = b.op("Equal", norm, b.scalar(0));
    String inverse = b.where(zero, b.scalar(0), b.op("Reciprocal", norm));
    String unit = mul(b, b.x(0), inverse);
    String along = b.emit().reduce("ReduceSum", mul(b, b.g(), unit), true, axis);
    String slope = one ? b.op("Sign", b.x(0)) : unit;
    return mul(b, b.op("Sub", b.g(), mul(b, slope, along)), inverse);
  }
}
