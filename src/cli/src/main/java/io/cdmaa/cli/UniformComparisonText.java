package io.cdmaa.cli;

import io.cdmaa.Method;
import io.cdmaa.MethodSyntax;
import io.cdmaa.Verdict;
import io.cdmaa.Verdict.GeneratorVerdict;
import java.util.Locale;

/** Formats a verdict beside that of uniform weighting as human-readable text. */
final class UniformComparisonText {
  private UniformComparisonText() {}

  /** Returns both verdicts side by side. */
  static String of(Method method, Verdict cdmaa, Verdict uniform) {
    String name =
        MethodSyntax.presets().stream()
            .filter(preset -> preset.method().equals(method))
            .map(MethodSyntax.Preset::name)
            .findFirst()
            .orElse("chosen");
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "Average L (attack rate) and that of uniform weighting with as many"
                    + " iterations:%n"));
    for (int j = 0; j < cdmaa.generators().size(); j++) {
      GeneratorVerdict ours = cdmaa.generators().get(j);
      text.append(
          String.format(
              Locale.ROOT,
              "  %-32s %s %s   uniform %s%n",
              ours.name(),
              name,
              figures(ours),
              figures(uniform.generators().get(j))));
    }
    text.append(
        String.format(
            Locale.ROOT,
            "  %-32s %s %.4f         uniform %.4f%n",
            "the weakest",
            name,
            cdmaa.weakest().averageLoss(),
            uniform.weakest().averageLoss()));
    return text.toString();
  }

  private static String figures(GeneratorVerdict generator) {
    return String.format(
        Locale.ROOT, "%.4f (%3.0f %%)", generator.averageLoss(), 100 * generator.attackRate());
  }
}
