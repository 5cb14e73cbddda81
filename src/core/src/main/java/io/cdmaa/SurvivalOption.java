package io.cdmaa;

import static io.cdmaa.MethodForms.number;
import static io.cdmaa.MethodForms.value;

import io.cdmaa.transform.Survival;
import io.cdmaa.transform.SurvivalStrategy;
import io.cdmaa.transform.TransformSyntax;
import java.util.List;
import java.util.stream.Collectors;

/** The options of a method on the transforms that the perturbation has to survive. */
final class SurvivalOption {
  private SurvivalOption() {}

  static MethodOption<Survival> what() {
    return MethodOption.of(
        "survive",
        description(),
        Method::survive,
        // Strategy and effort are options of their own.
        (method, value) ->
            method.withSurvive(
                value
                    .withStrategy(method.survive().strategy())
                    .withEffort(method.survive().effort())),
        MethodForms.text(
            "T,..",
            List.of("none", "posting", "jpeg:75-95,resize:0.75,blur:1"),
            Survival::parse,
            Survival::text));
  }

  static MethodOption<SurvivalStrategy> how() {
    return MethodOption.of(
        "survive-by",
        "how the gradients under the transforms are combined for a step",
        method -> method.survive().strategy(),
        (method, value) -> method.withSurvive(method.survive().withStrategy(value)),
        value("expectation", SurvivalStrategy.EXPECTATION, "that under one drawn transform"),
        value(
            "average",
            SurvivalStrategy.AVERAGE,
            "the mean of those under several drawn transforms"),
        value(
            "mgda",
            SurvivalStrategy.MGDA,
            "the minimum-norm point of the convex hull of the latest under each transform"),
        value(
            "worst",
            SurvivalStrategy.WORST,
            "the latest under the transform that leaves the lowest L"),
        value(
            "codec",
            SurvivalStrategy.CODEC,
            "expectation with the real codec, whose rounding the gradient ignores"));
  }

  static MethodOption<Double> effort() {
    return MethodOption.of(
        "survive-effort",
        "passes of each generator per iteration",
        method -> method.survive().effort(),
        (method, value) -> method.withSurvive(method.survive().withEffort(value)),
        number("N"));
  }

  private static String description() {
    return "transforms that the perturbation has to survive: "
        + Survival.presets().stream()
            .map(preset -> preset.name() + " (" + preset.description() + ")")
            .collect(Collectors.joining(", "))
        + ", or a comma-separated list, such as jpeg:75-95,resize:0.75,blur:1, of "
        + TransformSyntax.rows().stream()
            .filter(TransformSyntax.Row::prefix)
            .map(row -> row.syntax() + " (" + row.description() + ")")
            .collect(Collectors.joining(", "));
  }
}
