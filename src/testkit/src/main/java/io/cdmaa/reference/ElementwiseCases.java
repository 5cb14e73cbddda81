package io.cdmaa.reference;

import java.util.List;

/** Element-wise functions, and operators that broadcast. */
final class ElementwiseCases {
  private ElementwiseCases() {}

  static void addTo(Cases c) {
    functions(c);
    broadcasting(c);
  }

  private static void functions(Cases c) {
    for (String name :
        List.of(
            "Neg",
            "Abs",
            "Exp",
            "Relu",
            "LeakyRelu",
            "Elu",
            "Selu",
            "Sigmoid",
            "HardSigmoid",
            "Tanh",
            "Softplus",
            "Softsign",
            "Erf",
            "Gelu",
            "Identity",
            "Dropout",
            "Sin",
            "Cos",
            "Tan",
            "Asin",
            "Acos",
            "Atan",
            "Sinh",
            "Cosh",
            "Asinh",
            "Atanh",
            "Mish",
            "Celu")) {
      c.op(name).in(-0.9, 0.9, 2, 3);
    }
    for (String name : List.of("Sqrt", "Reciprocal", "Log")) {
      c.op(name).in(0.2, 2, 2, 3);
    }
    c.op("Reciprocal").in(-2, -0.2, 3);
    c.op("Acosh").in(1.2, 3, 5);
    c.op("HardSwish").in(-5, 5, 3, 5);
    c.op("HardSigmoid", "alpha", 0.5, "beta", 0.3).in(-3, 3, 3, 5);
    c.op("LeakyRelu", "alpha", 0.2).x(3, 4);
    c.op("Elu", "alpha", 0.7).x(3, 4);
    c.op("Selu", "alpha", 1.2, "gamma", 0.9).x(3, 4);
    c.op("Celu", "alpha", 0.6).x(3, 4);
    c.op("ThresholdedRelu", "alpha", 0.33).x(3, 4);
    c.op("Gelu", "approximate", "tanh").in(-3, 3, 3, 4);
    c.op("Clip").x(3, 4).scalar(-0.41).scalar(0.52);
    c.op("Clip").x(3, 4).none().scalar(0.52);
    c.op("Clip").x(3, 4).scalar(-0.41);
    c.op("Clip").x(3, 4);
    c.op("Clip", "min", -0.41, "max", 0.52).opset(9).x(3, 4);
    c.op("PRelu").x(2, 3, 4).in(0.1, 0.5, 3, 1);
    c.op("PRelu").x(2, 3, 4).in(0.1, 0.5, 1);
    c.op("Cast", "to", 1).x(2, 3);
    for (int axis : new int[] {0, 1, 2, -1}) {
      c.op("Softmax", "axis", axis).x(2, 3, 4);
      c.op("LogSoftmax", "axis", axis).x(2, 3, 4);
    }
    c.op("Softmax", "axis", 1).opset(11).x(2, 3, 4);
  }

  private static void broadcasting(Cases c) {
    long[][][] shapes = {
      {{2, 3}, {2, 3}},
      {{2, 3}, {3}},
      {{3}, {2, 3}},
      {{2, 3}, {}},
      {{}, {2, 3}},
      {{2, 1}, {1, 3}},
      {{2, 3, 1}, {1, 4}},
      {{1}, {1, 1, 1}},
      {{2, 1, 4}, {3, 1}},
    };
    for (long[][] pair : shapes) {
      for (String name : List.of("Add", "Sub", "Mul", "Max", "Min", "Sum", "Mean")) {
        c.op(name).x(pair[0]).x(pair[1]);
      }
      c.op("Div").x(pair[0]).in(0.3, 2, pair[1]);
      c.op("Pow").in(0.3, 2, pair[0]).in(-2, 2, pair[1]);
      c.op("Where").bools(pair[0]).x(pair[1]).x(1);
      c.op("Where").bools(1).x(pair[0]).x(pair[1]);
    }
    c.op("Pow").x(2, 3).scalar(2);
    c.op("Pow").x(2, 3).scalar(3);
    c.op("Pow").in(0.2, 2, 2, 3).scalar(0.5);
    c.op("Pow").in(0.2, 2, 2, 3).scalar(-1.5);
    for (String name : List.of("Max", "Min", "Sum", "Mean")) {
      c.op(name).x(2, 3);
      c.op(name).x(2, 3).in(-0.7, 0.8, 3).in(-0.5, 0.9, 2, 1);
      c.op(name).x(1).in(-0.7, 0.8, 3).in(-0.5, 0.9, 2, 1).in(-0.6, 0.7, 2, 2, 3);
    }
  }
}
