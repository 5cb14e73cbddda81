package io.cdmaa.reference;

import org.apache.commons.math3.special.Erf;

/** Activation functions and their parameters. */
final class Activations {
  static final Table TABLE =
      new Table()
          .one("Relu", call -> call.in(0).map(x -> Math.max(x, 0)))
          .one("LeakyRelu", Activations::leakyRelu)
          .one("PRelu", Activations::pRelu)
          .one("Elu", Activations::elu)
          .one("Celu", Activations::celu)
          .one("Selu", Activations::selu)
          .one("ThresholdedRelu", Activations::thresholdedRelu)
          .one("Sigmoid", call -> call.in(0).map(Activations::sigmoid))
          .one("HardSigmoid", Activations::hardSigmoid)
          .one("HardSwish", call -> call.in(0).map(x -> x * clamp(x / 6 + 0.5, 0, 1)))
          .one("Swish", Activations::swish)
          .one("Mish", call -> call.in(0).map(x -> x * Math.tanh(softplus(x))))
          .one("Softplus", call -> call.in(0).map(Activations::softplus))
          .one("Softsign", call -> call.in(0).map(x -> x / (1 + Math.abs(x))))
          .one("Shrink", Activations::shrink)
          .one("Gelu", Activations::gelu)
          .one("Clip", Activations::clip);

  private Activations() {}

  private static double clamp(double x, double low, double high) {
    return Math.min(Math.max(x, low), high);
  }

  private static double sigmoid(double x) {
    return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  private static Tensor64 leakyRelu(Call call) {
    double alpha = call.real("alpha", 0.01);
    return call.in(0).map(x -> x < 0 ? alpha * x : x);
  }

  private static Tensor64 pRelu(Call call) {
    return Arithmetic.combine(call.in(0), call.in(1), (x, slope) -> x < 0 ? slope * x : x);
  }

  private static Tensor64 elu(Call call) {
    double alpha = call.real("alpha", 1);
    return call.in(0).map(x -> x < 0 ? alpha * Math.expm1(x) : x);
  }

  private static Tensor64 celu(Call call) {
    double alpha = call.real("alpha", 1);
    return call.in(0).map(x -> Math.max(x, 0) + Math.min(0, alpha * Math.expm1(x / alpha)));
  }

  private static Tensor64 selu(Call call) {
    double alpha = call.real("alpha", 1.6732631921768188);
    double gamma = call.real("gamma", 1.0507010221481323);
    return call.in(0).map(x -> gamma * (x <= 0 ? alpha * Math.expm1(x) : x));
  }

  private static Tensor64 thresholdedRelu(Call call) {
    double alpha = call.real("alpha", 1);
    return call.in(0).map(x -> x > alpha ? x : 0);
  }

  private static Tensor64 hardSigmoid(Call call) {
    double alpha = call.real("alpha", 0.2);
    double beta = call.real("beta", 0.5);
    return call.in(0).map(x -> clamp(alpha * x + beta, 0, 1));
  }

  private static Tensor64 swish(Call call) {
    double alpha = call.real("alpha", 1);
    return call.in(0).map(x -> x * sigmoid(alpha * x));
  }

  private static Tensor64 shrink(Call call) {
    double bias = call.real("bias", 0);
    double lambd = call.real("lambd", 0.5);
    return call.in(0).map(x -> x < -lambd ? x + bias : x > lambd ? x - bias : 0);
  }

  private static Tensor64 gelu(Call call) {
    if (call.string("approximate", "none").equals("tanh")) {
      double factor = Math.sqrt(2 / Math.PI);
      return call.in(0).map(x -> 0.5 * x * (1 + Math.tanh(factor * (x + 0.044715 * x * x * x))));
    }
    return call.in(0).map(x -> 0.5 * x * (1 + Erf.erf(x / Math.sqrt(2))));
  }

  private static Tensor64 clip(Call call) {
    double low = bound(call, "min", 1, Double.NEGATIVE_INFINITY);
    double high = bound(call, "max", 2, Double.POSITIVE_INFINITY);
    return call.in(0).map(x -> clamp(x, low, high));
  }

  /** Before opset 11 the bounds are attributes. */
  private static double bound(Call call, String name, int input, double open) {
    return call.given(name)
        ? call.real(name, 0)
        : call.optional(input).map(Tensor64::scalar).orElse(open);
  }
}
