package io.cdmaa.autodiff;

import static io.cdmaa.autodiff.GradientCase.c;
import static io.cdmaa.autodiff.GradientCase.cIn;
import static io.cdmaa.autodiff.GradientCase.on;
import static io.cdmaa.autodiff.GradientCase.x;
import static io.cdmaa.autodiff.GradientCase.xIn;

import java.util.List;

/** Normalisations. */
final class NormalizationCases {
  private NormalizationCases() {}

  static List<GradientCase> all() {
    return List.of(
        on("InstanceNormalization", "images", x(2, 3, 3, 2), x(3), x(3)),
        on("InstanceNormalization", "constant parameters", x(1, 3, 4, 2), c(3), c(3)),
        on("InstanceNormalization", "lines", x(2, 3, 5), x(3), x(3)).with("epsilon", 0.01),
        on("InstanceNormalization", "volumes", x(1, 2, 2, 3, 2), x(2), x(2)),
        on("InstanceNormalization", "far from zero", xIn(9, 11, 1, 2, 4, 4), c(2), c(2)),
        on("GroupNormalization", "two groups", x(2, 4, 2, 3), x(4), x(4)).with("num_groups", 2),
        on("GroupNormalization", "one group", x(2, 4, 3), x(4), x(4)).with("num_groups", 1),
        on("GroupNormalization", "as many groups as channels", x(1, 4, 2, 2), c(4), c(4))
            .with("num_groups", 4, "epsilon", 0.1),
        on("LayerNormalization", "last axis", x(2, 3, 4), x(4), x(4)),
        on("LayerNormalization", "without bias", x(2, 3, 4), x(4)),
        on("LayerNormalization", "from the second axis", x(2, 3, 4), x(3, 4), x(3, 4))
            .with("axis", 1, "epsilon", 0.01),
        on("LayerNormalization", "everything", x(2, 3, 2), c(2, 3, 2), c(2, 3, 2)).with("axis", 0),
        on("LayerNormalization", "negative axis", x(2, 3, 2), x(3, 2), x(3, 2)).with("axis", -2),
        on("LayerNormalization", "parameters broadcast", x(2, 3, 2), x(2), x(1)).with("axis", 1),
        on("LayerNormalization", "mean and deviation too", x(2, 5), x(5), x(5)).outputs(3),
        on(
            "BatchNormalization",
            "evaluation, all vary",
            x(2, 3, 2, 2),
            x(3),
            x(3),
            x(3),
            xIn(0.5, 2, 3)),
        on(
                "BatchNormalization",
                "evaluation, epsilon",
                x(2, 3, 4),
                c(3),
                c(3),
                c(3),
                cIn(0.5, 2, 3))
            .with("epsilon", 0.1),
        on("BatchNormalization", "evaluation, vectors", x(4, 3), x(3), x(3), c(3), cIn(0.5, 2, 3)),
        on("LRN", "odd size", x(1, 5, 2, 2)).with("size", 3, "alpha", 0.5, "bias", 2f),
        on("LRN", "lines of images", x(2, 4, 3, 1)).with("size", 3, "alpha", 0.9, "beta", 0.5),
        on("LRN", "wider than the channels", x(1, 3, 2, 2)).with("size", 7, "alpha", 1f),
        on("LpNormalization", "by default", x(2, 3, 4)),
        on("LpNormalization", "Manhattan", x(2, 3, 4)).with("p", 1, "axis", 1),
        on("LpNormalization", "Euclidean, first axis", x(3, 2)).with("p", 2, "axis", 0));
  }
}
