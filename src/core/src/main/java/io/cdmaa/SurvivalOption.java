package io.cdmaa;

import io.cdmaa.transform.Survival;
import io.cdmaa.transform.TransformSyntax;
import java.util.List;
import java.util.stream.Collectors;

/** The part of a method that names what the photo's perturbation has to survive. */
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
    return "what may happen to the photo afterwards: "
        + Survival.presets().stream()
            .map(preset -> preset.name() + " (" + preset.description() + ")")
            .collect(Collectors.joining(", "))
        + ", or transforms between commas, such as jpeg:75-95,resize:0.75,blur:1, of "
        + TransformSyntax.rows().stream()
            .map(row -> row.syntax() + " (" + row.description() + ")")
            .collect(Collectors.joining(", "));
  }
}
