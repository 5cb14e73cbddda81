package io.cdmaa.autodiff;

import static io.cdmaa.autodiff.GradientCase.c;
import static io.cdmaa.autodiff.GradientCase.on;
import static io.cdmaa.autodiff.GradientCase.x;
import static io.cdmaa.autodiff.GradientCase.xIn;

import java.util.ArrayList;
import java.util.List;

/** Functions of one argument. */
final class ElementwiseCases {
  private ElementwiseCases() {}

  static List<GradientCase> all() {
    List<GradientCase> cases = new ArrayList<>();
    for (String anywhere :
        List.of("Identity", "Neg", "Exp", "Abs", "Sin", "Cos", "Sinh", "Cosh", "Erf", "Tanh")) {
      cases.add(on(anywhere, "both signs", xIn(-2, 2, 3, 7)));
    }
    for (String anywhere :
        List.of("Sigmoid", "Asinh", "Atan", "Relu", "Softplus", "Softsign", "Mish", "HardSwish")) {
      cases.add(on(anywhere, "both signs", xIn(-4, 4, 3, 7)));
    }
    cases.add(on("Dropout", "in inference", x(3, 7)));
    cases.add(on("Cast", "float to float", x(3, 7)).with("to", 1));
    cases.add(on("Tan", "away from its poles", xIn(-1.2, 1.2, 3, 7)));
    cases.add(on("Asin", "inside its domain", xIn(-0.9, 0.9, 3, 7)));
    cases.add(on("Acos", "inside its domain", xIn(-0.9, 0.9, 3, 7)));
    cases.add(on("Atanh", "inside its domain", xIn(-0.9, 0.9, 3, 7)));
    cases.add(on("Acosh", "inside its domain", xIn(1.2, 4, 3, 7)));
    for (String positive : List.of("Log", "Sqrt", "Reciprocal")) {
      cases.add(on(positive, "positive arguments", xIn(0.3, 3, 3, 7)));
    }
    cases.add(on("Reciprocal", "negative arguments", xIn(-3, -0.3, 3, 7)));
    cases.add(on("Tanh", "a scalar", x()));
    cases.addAll(activations());
    return cases;
  }

  private static List<GradientCase> activations() {
    return List.of(
        on("LeakyRelu", "slope by default", x(4, 5)),
        on("LeakyRelu", "slope 0.2", x(4, 5)).with("alpha", 0.2),
        on("LeakyRelu", "slope above 1", x(4, 5)).with("alpha", 1.5),
        on("LeakyRelu", "negative slope", x(4, 5)).with("alpha", -0.3),
        on("PRelu", "one slope", x(2, 3, 4), x(1)),
        on("PRelu", "constant slope per channel", x(2, 3, 4, 2), c(3, 1, 1)),
        on("PRelu", "variable slope per channel", x(2, 3, 4, 2), x(3, 1, 1)),
        on("PRelu", "slope per element", x(2, 3), x(2, 3)),
        on("Elu", "alpha by default", xIn(-3, 3, 4, 5)),
        on("Elu", "alpha 0.4", xIn(-3, 3, 4, 5)).with("alpha", 0.4),
        on("Elu", "alpha above 1, large arguments", xIn(-90, 90, 4, 5)).with("alpha", 2f),
        on("Selu", "by default", xIn(-3, 3, 4, 5)),
        on("Selu", "other constants", xIn(-3, 3, 4, 5)).with("alpha", 0.7, "gamma", 2f),
        on("Celu", "alpha by default", xIn(-3, 3, 4, 5)),
        on("Celu", "alpha 0.3, large arguments", xIn(-60, 60, 4, 5)).with("alpha", 0.3),
        on("HardSigmoid", "by default", xIn(-4, 4, 4, 5)),
        on("HardSigmoid", "other constants", xIn(-4, 4, 4, 5)).with("alpha", 0.4, "beta", 0.3),
        on("HardSigmoid", "falling", xIn(-4, 4, 4, 5)).with("alpha", -0.3, "beta", 0.5),
        on("ThresholdedRelu", "by default", xIn(-3, 3, 4, 5)),
        on("ThresholdedRelu", "threshold 0.3", x(4, 5)).with("alpha", 0.3),
        on("Shrink", "hard", xIn(-2, 2, 4, 5)).with("lambd", 0.7),
        on("Shrink", "soft", xIn(-2, 2, 4, 5)).with("lambd", 0.7, "bias", 0.7),
        on("Softplus", "large arguments", xIn(-80, 80, 4, 5)),
        on("Mish", "large arguments", xIn(-60, 60, 4, 5)),
        on("Gelu", "exact", xIn(-4, 4, 4, 5)),
        on("Gelu", "by tanh", xIn(-4, 4, 4, 5)).with("approximate", "tanh"),
        on(
            "Clip",
            "both bounds",
            xIn(-2, 2, 4, 5),
            GradientCase.scalar(-1),
            GradientCase.scalar(0.5)),
        on("Clip", "lower bound only", x(4, 5), GradientCase.scalar(-0.2)),
        on("Clip", "upper bound only", x(4, 5), GradientCase.none(), GradientCase.scalar(0.2)),
        on("Clip", "no bounds", x(4, 5)),
        on("Clip", "bounds that vary", xIn(-2, 2, 4, 5), xIn(-1, -0.5), xIn(0.5, 1)),
        on("Clip", "crossing bounds", xIn(-2, 2, 4, 5), xIn(0.5, 1), xIn(-1, -0.5)));
  }
}
