package io.cdmaa;

import io.cdmaa.transform.Survival;
import io.cdmaa.transform.TransformSyntax;
import java.util.List;
import java.util.stream.Collectors;

/** The option of a method that names the transforms the perturbation has to survive. */
final class SurvivalOption {
  private SurvivalOption() {}

  static MethodOption<?> option() {
    return MethodOption.of(
        "survive",
        description(),
        Method::survive,
        Method::withSurvive,
        MethodForms.text(
            "T,..",
            List.of("none", "posting", "jpeg:75-95,resize:0.75,blur:1"),
            Survival::parse,
            Survival::text));
  }

  private static String description() {
    return "transforms that the perturbation has to survive: "
        + Survival.presets().stream()
            .map(preset -> preset.name() + " (" + preset.description() + ")")
            .collect(Collectors.joining(", "))
        + ", or a comma-separated list, such as jpeg:75-95,resize:0.75,blur:1, of "
        + TransformSyntax.rows().stream()
            .map(row -> row.syntax() + " (" + row.description() + ")")
            .collect(Collectors.joining(", "));
  }
}
